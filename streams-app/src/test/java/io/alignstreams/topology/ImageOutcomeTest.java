package io.alignstreams.topology;

import static io.alignstreams.topology.Events.image;
import static io.alignstreams.topology.Events.labelSet;
import static io.alignstreams.topology.Pipeline.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.alignstreams.schemas.ClassificationEvent;
import io.alignstreams.schemas.EmbeddingEvent;
import io.alignstreams.schemas.ImageEvent;
import io.alignstreams.schemas.NamedLabelSet;
import io.alignstreams.schemas.Resolution;
import io.alignstreams.schemas.Trigger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One outcome for each image event and each label set that it names. */
class ImageOutcomeTest {
    @TempDir
    Path directory;

    @Test
    void shouldClassifyAndEmbedAnImage() {
        try (Pipeline pipeline = new Pipeline(directory, Map.of())) {
            pipeline.apply("fruit", labelSet("apple", "car"), NOW.minusSeconds(10));
            pipeline.image("image-1", image("red apple", "fruit"), NOW);

            ClassificationEvent event = pipeline.classifications().get(0);
            assertThat(event.getLabelSet()).isEqualTo("fruit");
            assertThat(event.getLabelSetVersion()).isZero();
            assertThat(event.getLabelSetDigest()).hasSize(64);
            assertThat(event.getResolution()).isEqualTo(Resolution.EVENT_TIME);
            assertThat(event.getTrigger()).isEqualTo(Trigger.IMAGE);
            assertThat(event.getLabels().get(0).getLabel()).isEqualTo("apple");
            // "red apple" lies 45 degrees from "apple": a logit of 0.7071 / 0.1, against 0 for "car"
            assertThat(event.getLabels().get(0).getLogit()).isEqualTo(7.071068f);
            assertThat(event.getLabels().get(0).getProbability()).isEqualTo((float) (1 / (1 + Math.exp(-7.071068))));
            assertThat(event.getLineage().getTopic()).isEqualTo("image-events");
            assertThat(event.getLineage().getPartition()).isZero();
            assertThat(event.getLineage().getOffset()).isZero();
            assertThat(event.getLineage().getModelDigest()).isEqualTo("digest-1");
            assertThat(event.getLineage().getEmbedderDigest()).isEqualTo("embedder-of-digest-1");
            assertThat(event.getLineage().getImageDigest())
                    .isEqualTo(Digests.sha256Hex("red apple".getBytes(StandardCharsets.UTF_8)));
            assertThat(event.getLineage().getSource()).isEqualTo("camera 7");
            assertThat(event.getLineage().getMetadata()).isEqualTo(Map.of("shop", "north"));

            EmbeddingEvent embedding = pipeline.embeddings().get(0);
            assertThat(embedding.getDimension()).isEqualTo(11);
            assertThat(embedding.getEmbedding()).startsWith(0.70710677f, 0f, 0.70710677f);
            assertThat(embedding.getLabelSets()).containsExactly(new NamedLabelSet("fruit", 0L));
            assertThat(embedding.getLineage()).isEqualTo(event.getLineage());
            assertThat(pipeline.deadLetters()).isEmpty();
        }
    }

    @Test
    void shouldGiveOutputsTheKeyTimestampAndHeadersOfTheImage() {
        try (Pipeline pipeline = new Pipeline(directory, Map.of())) {
            RecordHeaders headers = new RecordHeaders();
            headers.add("trace", new byte[] {1, 2});
            pipeline.imageBytes("image-1", pipeline.bytes("image-events", image("car")), NOW.toEpochMilli(), headers);

            TestRecord<byte[], byte[]> record = pipeline.embeddingRecords().get(0);
            assertThat(record.key()).isEqualTo("image-1".getBytes(StandardCharsets.UTF_8));
            assertThat(record.timestamp()).isEqualTo(NOW.toEpochMilli());
            assertThat(record.headers()).isEqualTo(headers);
        }
    }

    @Test
    void shouldScoreWithEachDistinctLabelSetOnce() {
        try (Pipeline pipeline = new Pipeline(directory, Map.of())) {
            pipeline.apply("fruit", labelSet("apple"), NOW);
            pipeline.apply("vehicles", labelSet("car"), NOW);
            pipeline.image("image-1", image("car", "vehicles", "fruit", "vehicles", "unknown", "unknown"), NOW);

            assertThat(pipeline.classifications())
                    .extracting(ClassificationEvent::getLabelSet)
                    .containsExactly("vehicles", "fruit");
            assertThat(pipeline.deadLetters())
                    .extracting(Pipeline.Dead::code, Pipeline.Dead::labelSet)
                    .containsExactly(tuple("LABEL_SET_UNKNOWN", "unknown"));
            assertThat(pipeline.embeddings().get(0).getLabelSets())
                    .containsExactly(
                            new NamedLabelSet("vehicles", 1L),
                            new NamedLabelSet("fruit", 0L),
                            new NamedLabelSet("unknown", null));
        }
    }

    @Test
    void shouldUseTheDefaultLabelSetsForImagesThatNameNone() {
        try (Pipeline pipeline = new Pipeline(directory, Map.of("align.label.sets.default", "fruit,vehicles"))) {
            pipeline.apply("fruit", labelSet("apple"), NOW);
            pipeline.image("image-1", image("car"), NOW);

            assertThat(pipeline.classifications())
                    .extracting(ClassificationEvent::getLabelSet)
                    .containsExactly("fruit");
            assertThat(pipeline.deadLetters())
                    .extracting(Pipeline.Dead::labelSet)
                    .containsExactly("vehicles");
        }
    }

    @Test
    void shouldRefuseAnImageThatNamesTooManyLabelSets() {
        try (Pipeline pipeline = new Pipeline(directory, Map.of("align.label.sets.max", "2"))) {
            pipeline.apply("fruit", labelSet("apple"), NOW);
            pipeline.image("just", image("car", "fruit", "unknown", "fruit"), NOW);
            pipeline.image("more", image("car", "fruit", "unknown", "fruit", "third"), NOW);

            assertThat(pipeline.deadLetters())
                    .extracting(Pipeline.Dead::key, Pipeline.Dead::code, Pipeline.Dead::labelSet, dead -> dead.headers()
                            .get("align.message"))
                    .containsExactly(
                            tuple(
                                    "just",
                                    "LABEL_SET_UNKNOWN",
                                    "unknown",
                                    "expected label set 'unknown', found none of that name"),
                            tuple(
                                    "more",
                                    "OUTPUT_TOO_LARGE",
                                    null,
                                    "expected at most 2 label sets (align.label.sets.max), found 3"));
            assertThat(pipeline.classifications()).hasSize(1);
            assertThat(pipeline.embeddings()).hasSize(1);
            assertThat(pipeline.embedder.skipped).containsExactly(1L);
        }
    }

    @Test
    void shouldOnlyEmbedIfThereIsNoDefaultLabelSet() {
        try (Pipeline pipeline = new Pipeline(directory, Map.of())) {
            pipeline.image("image-1", image("car"), NOW);

            assertThat(pipeline.embeddings()).hasSize(1);
            assertThat(pipeline.classifications()).isEmpty();
            assertThat(pipeline.deadLetters()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"IMAGE_EMPTY", "IMAGE_FORMAT", "IMAGE_TOO_LARGE", "IMAGE_UNDECODABLE"})
    void shouldRefuseAnImageThatCannotBeEmbeddedAndNothingElse(Code code) {
        try (Pipeline pipeline = new Pipeline(directory, Map.of("align.label.sets.default", "fruit"))) {
            pipeline.apply("fruit", labelSet("apple"), NOW);
            pipeline.image("before", image("car"), NOW);
            pipeline.image("bad", image("!" + code), NOW);
            pipeline.image("after", image("car"), NOW);

            assertThat(pipeline.deadLetters())
                    .extracting(Pipeline.Dead::key, Pipeline.Dead::code, Pipeline.Dead::labelSet)
                    .containsExactly(tuple("bad", code.name(), null));
            assertThat(pipeline.embeddings()).hasSize(2);
            assertThat(pipeline.classifications()).hasSize(2);
        }
    }

    @Test
    void shouldScoreAnImageByItsAddressOnlyIfItHasNoBytes() {
        try (Pipeline pipeline = new Pipeline(directory, Map.of())) {
            ImageEvent both = image("car");
            both.put("image_uri", "https://a.example/apple");
            ImageEvent address = image("");
            address.put("image_uri", "https://a.example/apple");
            pipeline.image("both", both, NOW);
            pipeline.image("address", address, NOW);

            assertThat(pipeline.embeddings())
                    .extracting(event -> event.getLineage().getImageDigest())
                    .containsExactly(digest("car"), digest("apple"));
            assertThat(pipeline.deadLetters()).isEmpty();
        }
    }

    private static String digest(String image) {
        return Digests.sha256Hex(image.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void shouldKeepTheWholeEventOfAnImageThatIsNotFetched() {
        try (Pipeline pipeline = new Pipeline(directory, Map.of())) {
            for (String code : List.of("IMAGE_URI_REFUSED", "IMAGE_FETCH_FAILED", "IMAGE_TOO_LARGE")) {
                ImageEvent event = image("", "fruit");
                event.put("image_uri", "https://a.example/!" + code);
                pipeline.image(code, event, NOW);

                assertThat(pipeline.deadLetters()).singleElement().satisfies(dead -> {
                    assertThat(dead.code()).isEqualTo(code);
                    assertThat(dead.labelSet()).isNull();
                    assertThat(dead.value()).isEqualTo(pipeline.bytes("image-events", event));
                });
            }
            assertThat(pipeline.embeddings()).isEmpty();
            assertThat(pipeline.classifications()).isEmpty();
        }
    }

    @Test
    void shouldRefuseWhatIsNoImageEvent() {
        try (Pipeline pipeline = new Pipeline(directory, Map.of())) {
            long now = NOW.toEpochMilli();
            byte[] good = pipeline.bytes("image-events", image("car"));
            pipeline.imageBytes(null, good, now);
            pipeline.imageBytes("null", null, now);
            pipeline.imageBytes("no avro", "plain text".getBytes(StandardCharsets.UTF_8), now);
            pipeline.imageBytes("unknown schema", new byte[] {0, 0, 0, 99, 99, 1}, now);
            pipeline.imageBytes("truncated", Arrays.copyOf(good, good.length - 3), now);
            pipeline.imageBytes("another type", pipeline.bytes("label-sets", labelSet("apple")), now);
            pipeline.imageBytes("good", good, now);

            assertThat(pipeline.deadLetters())
                    .extracting(Pipeline.Dead::code)
                    .containsExactly("KEY_NULL", "VALUE_NULL", "NOT_AVRO", "SCHEMA_UNKNOWN", "NOT_AVRO", "NOT_AVRO");
            assertThat(pipeline.embeddings()).hasSize(1);
            assertThat(pipeline.embedder.skipped).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
        }
    }

    @Test
    void shouldRefuseTimestampsTooFarAhead() {
        try (Pipeline pipeline = new Pipeline(directory, Map.of())) {
            byte[] good = pipeline.bytes("image-events", image("car"));
            pipeline.imageBytes("just", good, NOW.plusSeconds(600).toEpochMilli());
            pipeline.imageBytes("ahead", good, NOW.plusMillis(600_001).toEpochMilli());

            assertThat(pipeline.embeddings()).hasSize(1);
            assertThat(pipeline.deadLetters())
                    .extracting(Pipeline.Dead::key, Pipeline.Dead::code)
                    .containsExactly(tuple("ahead", "BAD_TIMESTAMP"));
        }
    }

    @Test
    void shouldRefuseNegativeTimestampsAndNothingThatOnlySaysItHasOne() {
        try (Pipeline pipeline = new Pipeline(directory, Map.of())) {
            byte[] good = pipeline.bytes("image-events", image("car"));
            RecordHeaders mark = new RecordHeaders();
            mark.add("align.bad.timestamp", null);
            pipeline.imageBytes("marked", good, NOW.toEpochMilli(), mark);
            pipeline.imageBytes("negative", good, -7);

            assertThat(pipeline.embeddingRecords()).singleElement().satisfies(record -> assertThat(record.headers())
                    .isEmpty());
            assertThat(pipeline.deadLetters())
                    .extracting(
                            Pipeline.Dead::key,
                            Pipeline.Dead::code,
                            Pipeline.Dead::timestamp,
                            dead -> dead.headers().get("align.message"),
                            dead -> dead.headers().get("align.timestamp"))
                    .containsExactly(tuple(
                            "negative",
                            "BAD_TIMESTAMP",
                            NOW.toEpochMilli(),
                            "expected a timestamp from 0, found -7",
                            "-7"));
        }
    }

    @Test
    void shouldRefuseOnlyTheClassificationThatIsTooLarge() {
        String[] many =
                IntStream.range(0, 40).mapToObj(i -> "label number " + i).toArray(String[]::new);
        try (Pipeline pipeline = new Pipeline(directory, Map.of("align.output.bytes.max", "1200"))) {
            pipeline.apply("large", labelSet(many), NOW);
            pipeline.apply("small", labelSet("car"), NOW);
            pipeline.image("image-1", image("car", "large", "small"), NOW);

            assertThat(pipeline.classifications())
                    .extracting(ClassificationEvent::getLabelSet)
                    .containsExactly("small");
            assertThat(pipeline.deadLetters())
                    .extracting(Pipeline.Dead::code, Pipeline.Dead::labelSet)
                    .containsExactly(tuple("OUTPUT_TOO_LARGE", "large"));
            assertThat(pipeline.embeddings().get(0).getLabelSets())
                    .isEqualTo(List.of(new NamedLabelSet("large", null), new NamedLabelSet("small", 1L)));
        }
    }

    @Test
    void shouldRefuseTheImageIfItsEmbeddingIsTooLarge() {
        try (Pipeline pipeline = new Pipeline(
                directory, Map.of("align.output.bytes.max", "1024", "align.label.sets.default", "fruit"))) {
            pipeline.apply("fruit", labelSet("apple"), NOW);
            RecordHeaders headers = new RecordHeaders();
            headers.add("large", new byte[1000]);
            pipeline.imageBytes("image-1", pipeline.bytes("image-events", image("car")), NOW.toEpochMilli(), headers);

            assertThat(pipeline.deadLetters())
                    .extracting(Pipeline.Dead::code, Pipeline.Dead::labelSet)
                    .containsExactly(tuple("OUTPUT_TOO_LARGE", null));
            assertThat(pipeline.classifications()).isEmpty();
            assertThat(pipeline.embeddings()).isEmpty();
        }
    }

    @Test
    void shouldStopWithoutAnOutcomeWhenTheModelFails() {
        try (Pipeline pipeline = new Pipeline(directory, Map.of())) {
            assertThatThrownBy(() -> pipeline.image("image-1", image("DIE"), NOW))
                    .hasRootCauseMessage("the model is gone");
            assertThat(pipeline.deadLetters()).isEmpty();
        }
    }

    @Test
    void shouldTellTheEmbedderWhenATaskCloses() {
        WordEmbedder embedder = new WordEmbedder("digest-1");
        new Pipeline(directory, Map.of(), embedder).close();

        assertThat(embedder.forgotten).isEqualTo(1);
    }
}

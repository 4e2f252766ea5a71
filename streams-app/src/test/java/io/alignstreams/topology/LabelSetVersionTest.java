package io.alignstreams.topology;

import static io.alignstreams.topology.Events.image;
import static io.alignstreams.topology.Events.labelSet;
import static io.alignstreams.topology.Pipeline.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.alignstreams.schemas.ClassificationEvent;
import io.alignstreams.schemas.LabelSetEmbeddings;
import io.alignstreams.schemas.Resolution;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which version of a label set an image is scored with. */
class LabelSetVersionTest {
    @TempDir
    Path directory;

    @Test
    void shouldUseTheVersionInForceWhenTheImageHappened() {
        try (Pipeline pipeline = new Pipeline(directory, Map.of())) {
            pipeline.apply("set", labelSet("apple"), NOW.minusSeconds(100));
            pipeline.apply("set", labelSet("car"), NOW.minusSeconds(50));
            pipeline.apply("set", labelSet("dog"), NOW);

            assertVersion(pipeline, NOW.minusSeconds(51), 0, Resolution.EVENT_TIME);
            assertVersion(pipeline, NOW.minusSeconds(50), 1, Resolution.EVENT_TIME);
            assertVersion(pipeline, NOW.minusSeconds(1), 1, Resolution.EVENT_TIME);
            assertVersion(pipeline, NOW, 2, Resolution.EVENT_TIME);
            assertVersion(pipeline, NOW.plusSeconds(60), 2, Resolution.EVENT_TIME);
        }
    }

    @Test
    void shouldUseTheCurrentVersionForImagesOlderThanTheFirst() {
        try (Pipeline pipeline = new Pipeline(directory, Map.of())) {
            pipeline.apply("set", labelSet("apple"), NOW.minusSeconds(100));
            pipeline.apply("set", labelSet("car"), NOW.minusSeconds(50));

            assertVersion(pipeline, NOW.minusSeconds(101), 1, Resolution.CURRENT);
        }
    }

    @Test
    void shouldUseTheCurrentVersionForImagesOlderThanTheHistory() {
        try (Pipeline pipeline = new Pipeline(directory, Map.of("align.history.ms", "3600000"))) {
            pipeline.apply("set", labelSet("apple"), NOW.minus(Duration.ofHours(9)));
            pipeline.apply("set", labelSet("car"), NOW.minus(Duration.ofHours(8)));
            pipeline.apply("set", labelSet("dog"), NOW);

            assertVersion(pipeline, NOW.minus(Duration.ofMinutes(59)), 1, Resolution.EVENT_TIME);
            assertVersion(pipeline, NOW.minus(Duration.ofMinutes(500)), 2, Resolution.CURRENT);
        }
    }

    @Test
    void shouldTakeInASetThatIsOlderThanTheHistoryWhenItArrives() {
        try (Pipeline pipeline = new Pipeline(directory, Map.of("align.history.ms", "3600000"))) {
            pipeline.apply("another", labelSet("apple"), NOW);
            pipeline.apply("set", labelSet("car"), NOW.minus(Duration.ofDays(30)));

            assertVersion(pipeline, NOW.plusSeconds(1), 1, Resolution.EVENT_TIME);
            assertVersion(pipeline, NOW.minusSeconds(1), 1, Resolution.CURRENT);
        }
    }

    @Test
    void shouldTakeTheLaterOfTwoVersionsOfOneTime() {
        try (Pipeline pipeline = new Pipeline(directory, Map.of())) {
            pipeline.apply("set", labelSet("apple"), NOW);
            pipeline.apply("set", labelSet("car"), NOW);

            assertVersion(pipeline, NOW, 1, Resolution.EVENT_TIME);
        }
    }

    @Test
    void shouldScoreWithADeletedSetOnlyWhatHappenedBeforeItsDeletion() {
        try (Pipeline pipeline = new Pipeline(directory, Map.of())) {
            pipeline.apply("set", labelSet("apple"), NOW.minusSeconds(100));
            pipeline.delete("set", NOW.minusSeconds(50));

            assertVersion(pipeline, NOW.minusSeconds(51), 0, Resolution.EVENT_TIME);
            assertUnknown(pipeline, NOW.minusSeconds(50));
            assertUnknown(pipeline, NOW.minusSeconds(101));

            pipeline.apply("set", labelSet("car"), NOW.minusSeconds(20));
            assertVersion(pipeline, NOW, 2, Resolution.EVENT_TIME);
            assertUnknown(pipeline, NOW.minusSeconds(30));
        }
    }

    @Test
    void shouldNeverCompareEmbeddingsOfDifferentModels() {
        try (Pipeline other = new Pipeline(directory.resolve("other"), Map.of(), new WordEmbedder("digest-2"));
                Pipeline pipeline = new Pipeline(directory.resolve("ours"), Map.of())) {
            LabelSetEmbeddings foreign = LabelSetEmbeddings.newBuilder()
                    .setVersion(7)
                    .setLabelSet(labelSet("car"))
                    .setModelDigest(other.embedder.identity().modelDigest())
                    .setDimension(11)
                    .setMatrix(LabelSetMatrix.of(labelSet("car"), other.embedder))
                    .build();
            pipeline.labelSetEmbeddingsBytes(
                    "set", pipeline.bytes("label-set-embeddings", foreign), NOW.minusSeconds(100));
            assertUnknown(pipeline, NOW);

            pipeline.apply("set", labelSet("car"), NOW.minusSeconds(50));
            assertVersion(pipeline, NOW.minusSeconds(60), 0, Resolution.CURRENT);
        }
    }

    @Test
    void shouldKeepGoingAfterARecordThatIsNoLabelSetsEmbeddings() {
        try (Pipeline pipeline = new Pipeline(directory, Map.of())) {
            pipeline.labelSetEmbeddingsBytes("set", new byte[] {1, 2, 3}, NOW);
            pipeline.labelSetEmbeddingsBytes("set", null, NOW);
            pipeline.labelSetEmbeddingsBytes(
                    null,
                    pipeline.bytes(
                            "label-set-embeddings",
                            LabelSetEmbeddings.newBuilder().build()),
                    NOW);
            pipeline.apply("set", labelSet("car"), NOW);

            assertThat(pipeline.deadLetters())
                    .extracting(Pipeline.Dead::code)
                    .containsExactly("NOT_AVRO", "VALUE_NULL", "KEY_NULL");
            assertVersion(pipeline, NOW, 0, Resolution.EVENT_TIME);
        }
    }

    private static void assertVersion(Pipeline pipeline, Instant time, long version, Resolution resolution) {
        pipeline.image("image", image("car", "set"), time);
        List<ClassificationEvent> events = pipeline.classifications();
        assertThat(events).hasSize(1);
        assertThat(events.get(0).getLabelSetVersion()).isEqualTo(version);
        assertThat(events.get(0).getResolution()).isEqualTo(resolution);
        assertThat(pipeline.deadLetters()).isEmpty();
        assertThat(pipeline.embeddings().get(0).getLabelSets().get(0).getVersion())
                .isEqualTo(version);
    }

    private static void assertUnknown(Pipeline pipeline, Instant time) {
        pipeline.image("image", image("car", "set"), time);
        assertThat(pipeline.classifications()).isEmpty();
        List<Pipeline.Dead> dead = pipeline.deadLetters();
        assertThat(dead)
                .extracting(Pipeline.Dead::code, Pipeline.Dead::labelSet)
                .containsExactly(tuple("LABEL_SET_UNKNOWN", "set"));
        assertThat(pipeline.embeddings()).hasSize(1);
    }
}

package io.alignstreams.topology;

import static io.alignstreams.topology.Events.image;
import static io.alignstreams.topology.Events.labelSet;
import static io.alignstreams.topology.Pipeline.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.alignstreams.schemas.ClassificationEvent;
import io.alignstreams.schemas.ImageEvent;
import io.alignstreams.schemas.Resolution;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of an image event that was a dead letter. */
class ReplayedImageTest {
    private static final String FROM = "dead-letters-3@17";

    @TempDir
    Path directory;

    @Test
    void shouldScoreWithTheNamedLabelSetAlone() {
        try (Pipeline pipeline = new Pipeline(directory, Map.of())) {
            pipeline.apply("fruit", labelSet("apple"), NOW.minusSeconds(20));
            pipeline.apply("vehicles", labelSet("car"), NOW.minusSeconds(20));
            pipeline.apply("vehicles", labelSet("car", "apple"), NOW);
            pipe(pipeline, image("car", "fruit", "vehicles"), replayed("vehicles"));

            assertThat(pipeline.classifications())
                    .extracting(
                            ClassificationEvent::getLabelSet,
                            ClassificationEvent::getLabelSetVersion,
                            ClassificationEvent::getResolution)
                    .containsExactly(tuple("vehicles", 1L, Resolution.EVENT_TIME));
            assertThat(pipeline.embeddings()).isEmpty();
            assertThat(pipeline.deadLetters()).isEmpty();
        }
    }

    @Test
    void shouldRefuseTheNamedLabelSetAlone() {
        try (Pipeline pipeline = new Pipeline(directory, Map.of())) {
            pipeline.apply("fruit", labelSet("apple"), NOW.minusSeconds(20));
            pipe(pipeline, image("car", "fruit", "vehicles"), replayed("vehicles"));

            assertDead(pipeline, "LABEL_SET_UNKNOWN");
        }
    }

    @Test
    void shouldNameTheLabelSetEvenIfTheImageItselfIsRefused() {
        try (Pipeline pipeline = new Pipeline(directory, Map.of())) {
            pipe(pipeline, image("!IMAGE_TOO_LARGE", "vehicles"), replayed("vehicles"));
            assertDead(pipeline, "IMAGE_TOO_LARGE");

            pipeline.imageBytes("image", new byte[] {9}, NOW.toEpochMilli(), replayed("vehicles"));
            assertDead(pipeline, "NOT_AVRO");

            pipeline.imageBytes("image", null, NOW.toEpochMilli(), replayed("vehicles"));
            assertDead(pipeline, "VALUE_NULL");
        }
    }

    private static void assertDead(Pipeline pipeline, String code) {
        assertThat(pipeline.deadLetters())
                .extracting(Pipeline.Dead::code, Pipeline.Dead::labelSet, dead -> dead.headers()
                        .get(Replayed.HEADER_FROM))
                .containsExactly(tuple(code, "vehicles", FROM));
        assertThat(pipeline.classifications()).isEmpty();
        assertThat(pipeline.embeddings()).isEmpty();
    }

    @Test
    void shouldNotCountLabelSetsThatAreNotToBeScored() {
        try (Pipeline pipeline = new Pipeline(directory, Map.of("align.label.sets.max", "1"))) {
            pipeline.apply("vehicles", labelSet("car"), NOW.minusSeconds(20));
            pipe(pipeline, image("car", "fruit", "vehicles"), replayed("vehicles"));

            assertThat(pipeline.classifications()).hasSize(1);
            assertThat(pipeline.deadLetters()).isEmpty();
        }
    }

    @Test
    void shouldTakeAWholeRecordAsANewOne() {
        try (Pipeline pipeline = new Pipeline(directory, Map.of())) {
            pipeline.apply("fruit", labelSet("apple"), NOW.minusSeconds(20));
            Headers headers = new RecordHeaders().add(Replayed.HEADER_FROM, FROM.getBytes(StandardCharsets.UTF_8));
            pipe(pipeline, image("car", "fruit", "vehicles"), headers);

            assertThat(pipeline.embeddings()).hasSize(1);
            assertThat(pipeline.classifications()).hasSize(1);
            assertThat(pipeline.deadLetters())
                    .extracting(Pipeline.Dead::labelSet)
                    .containsExactly("vehicles");
        }
    }

    /** As one that somebody copied has them. */
    @Test
    void shouldTakeARecordThatOnlyHasADeadLettersHeadersAsANewOne() {
        try (Pipeline pipeline = new Pipeline(directory, Map.of())) {
            pipeline.apply("fruit", labelSet("apple"), NOW.minusSeconds(20));
            Headers headers = replayed("vehicles");
            headers.remove(Replayed.HEADER_FROM);
            pipe(pipeline, image("car", "fruit"), headers);

            assertThat(pipeline.embeddings()).hasSize(1);
            assertThat(pipeline.classifications())
                    .extracting(ClassificationEvent::getLabelSet)
                    .containsExactly("fruit");
        }
    }

    private static Headers replayed(String labelSet) {
        return new RecordHeaders()
                .add(Replayed.HEADER_FROM, FROM.getBytes(StandardCharsets.UTF_8))
                .add(DeadLetters.HEADER_LABEL_SET, labelSet.getBytes(StandardCharsets.UTF_8));
    }

    private static void pipe(Pipeline pipeline, ImageEvent event, Headers headers) {
        pipeline.imageBytes(
                "image",
                pipeline.bytes("image-events", event),
                NOW.minusSeconds(1).toEpochMilli(),
                headers);
    }
}

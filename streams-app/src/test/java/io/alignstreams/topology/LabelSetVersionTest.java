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
            assertVersion(pipeline, NOW.minus(Duration.ofMinutes(50)), 1, Resolution.EVENT_TIME);
            assertVersion(pipeline, NOW.minus(Duration.ofMinutes(51)), 1, Resolution.CURRENT);
        }
    }

    @Test
    void shouldFollowChangesThatAreOlderThanTheHistoryWhenTheyArrive() {
        try (Pipeline pipeline = new Pipeline(directory, Map.of("align.history.ms", "3600000"))) {
            pipeline.apply("another", labelSet("apple"), NOW);
            pipeline.apply("set", labelSet("car"), NOW.minus(Duration.ofDays(30)));
            pipeline.apply("set", labelSet("dog"), NOW.minus(Duration.ofDays(29)));
            assertVersion(pipeline, NOW.plusSeconds(1), 2, Resolution.EVENT_TIME);

            pipeline.delete("set", NOW.minus(Duration.ofDays(28)));
            assertUnknown(pipeline, NOW.plusSeconds(1));
        }
    }

    @Test
    void shouldTakeASetOlderThanTheHistoryThatWasEmbeddedAgainByAnotherModel() {
        try (Pipeline pipeline = new Pipeline(directory, Map.of("align.history.ms", "3600000"))) {
            Instant old = NOW.minus(Duration.ofDays(30));
            pipeline.labelSetEmbeddingsBytes("set", foreign(pipeline, 0), old);
            pipeline.labelSetEmbeddingsBytes("set", foreign(pipeline, 1), old.plusSeconds(1));
            pipeline.labelSetEmbeddingsBytes("another", foreign(pipeline, 2), NOW);
            assertUnknown(pipeline, NOW);

            pipeline.apply("set", labelSet("apple"), old);
            assertUnknown(pipeline, NOW);
            pipeline.apply("set", labelSet("car"), old.plusSeconds(1));
            assertVersion(pipeline, NOW.minus(Duration.ofMinutes(51)), 1, Resolution.CURRENT);
            assertVersion(pipeline, NOW, 1, Resolution.EVENT_TIME);
        }
    }

    @Test
    void shouldKeepAVersionOlderThanTheHistoryForImagesFromBeforeTheNext() {
        try (Pipeline pipeline = new Pipeline(directory, Map.of("align.history.ms", "3600000"))) {
            Instant old = NOW.minus(Duration.ofDays(30));
            pipeline.labelSetEmbeddingsBytes("set", foreign(pipeline, 0), old);
            pipeline.labelSetEmbeddingsBytes("set", foreign(pipeline, 1), NOW.minusSeconds(60));

            pipeline.apply("set", labelSet("apple"), old);
            pipeline.apply("set", labelSet("car"), NOW.minusSeconds(60));
            assertVersion(pipeline, NOW.minusSeconds(61), 0, Resolution.EVENT_TIME);
            assertVersion(pipeline, NOW.minusSeconds(60), 1, Resolution.EVENT_TIME);
        }
    }

    @Test
    void shouldFollowChangesAfterAVersionThatWasOlderThanTheHistory() {
        try (Pipeline pipeline = new Pipeline(directory, Map.of("align.history.ms", "3600000"))) {
            Instant old = NOW.minus(Duration.ofDays(30));
            pipeline.labelSetEmbeddingsBytes("set", foreign(pipeline, 0), old);
            pipeline.labelSetEmbeddingsBytes("another", foreign(pipeline, 9), NOW);

            pipeline.apply("set", labelSet("apple"), old);
            pipeline.apply("set", labelSet("car"), NOW.minusSeconds(60));
            assertVersion(pipeline, NOW.plusSeconds(1), 1, Resolution.EVENT_TIME);
            assertVersion(pipeline, NOW.minusSeconds(61), 0, Resolution.EVENT_TIME);

            pipeline.delete("set", NOW.minusSeconds(30));
            assertUnknown(pipeline, NOW.plusSeconds(1));
            assertVersion(pipeline, NOW.minusSeconds(31), 1, Resolution.EVENT_TIME);
        }
    }

    @Test
    void shouldFollowChangesThatHappenedBeforeTheTimeThatAnOldVersionIsKeptAsOf() {
        Map<String, String> settings = Map.of("align.history.ms", "3600000", "align.timestamp.ahead.max.ms", "3600000");
        try (Pipeline pipeline = new Pipeline(directory, settings)) {
            Instant old = NOW.minus(Duration.ofDays(30));
            pipeline.labelSetEmbeddingsBytes("set", foreign(pipeline, 0), old);
            pipeline.labelSetEmbeddingsBytes("another", foreign(pipeline, 9), NOW);
            pipeline.apply("set", labelSet("apple"), old);
            assertVersion(pipeline, NOW, 0, Resolution.EVENT_TIME);

            pipeline.apply("set", labelSet("car"), NOW.minusSeconds(60));
            assertVersion(pipeline, NOW.plusSeconds(1), 1, Resolution.EVENT_TIME);
            assertVersion(pipeline, NOW.minusSeconds(60), 1, Resolution.EVENT_TIME);

            pipeline.delete("set", NOW.minusSeconds(30));
            assertUnknown(pipeline, NOW.plusSeconds(1));
            assertVersion(pipeline, NOW.minusSeconds(31), 1, Resolution.EVENT_TIME);

            pipeline.apply("set", labelSet("dog"), NOW.minusSeconds(40));
            assertUnknown(pipeline, NOW.plusSeconds(1));
            assertVersion(pipeline, NOW.minusSeconds(31), 3, Resolution.EVENT_TIME);
        }
    }

    private static byte[] foreign(Pipeline pipeline, long version) {
        WordEmbedder other = new WordEmbedder("digest-2");
        return pipeline.bytes(
                "label-set-embeddings",
                LabelSetEmbeddings.newBuilder()
                        .setVersion(version)
                        .setLabelSet(labelSet("car"))
                        .setModelDigest(other.identity().modelDigest())
                        .setDimension(other.identity().dimension())
                        .setMatrix(LabelSetMatrix.of(labelSet("car"), other))
                        .build());
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
        try (Pipeline pipeline = new Pipeline(directory, Map.of())) {
            pipeline.labelSetEmbeddingsBytes("set", foreign(pipeline, 7), NOW.minusSeconds(100));
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

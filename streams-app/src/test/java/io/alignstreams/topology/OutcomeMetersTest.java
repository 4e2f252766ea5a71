package io.alignstreams.topology;

import static io.alignstreams.topology.Events.image;
import static io.alignstreams.topology.Events.labelSet;
import static io.alignstreams.topology.Pipeline.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutcomeMetersTest {
    @TempDir
    Path directory;

    private static double count(Pipeline pipeline, String name, String... tags) {
        return pipeline.meters().get(name).tags(tags).counter().count();
    }

    @Test
    void shouldCountOutcomes() {
        try (Pipeline pipeline = new Pipeline(directory, Map.of())) {
            pipeline.apply("fruit", labelSet("apple", "car"), NOW.minusSeconds(10));
            pipeline.image("image-1", image("red apple", "fruit"), NOW);
            pipeline.image("image-2", image("car", "fruit", "unknown"), NOW);
            pipeline.image("image-3", image("!IMAGE_EMPTY", "fruit"), NOW);

            String action = pipeline.classifications().get(0).getAction();
            assertThat(count(pipeline, "align.label.sets.embedded")).isEqualTo(1);
            assertThat(count(pipeline, "align.embeddings")).isEqualTo(2);
            assertThat(count(pipeline, "align.classifications", "label_set", "fruit", "action", action))
                    .isEqualTo(2);
            assertThat(count(pipeline, "align.labels.crossed", "label_set", "fruit", "label", "car"))
                    .isEqualTo(1);
            assertThat(count(pipeline, "align.dead.letters", "code", "LABEL_SET_UNKNOWN", "topic", "image-events"))
                    .isEqualTo(1);
            assertThat(count(pipeline, "align.dead.letters", "code", "IMAGE_EMPTY", "topic", "image-events"))
                    .isEqualTo(1);
        }
    }

    @Test
    void shouldMeasureTheCacheOfLabelSets() {
        try (Pipeline pipeline = new Pipeline(directory, Map.of())) {
            pipeline.apply("fruit", labelSet("apple"), NOW.minusSeconds(10));
            pipeline.image("image-1", image("apple", "fruit"), NOW);
            pipeline.image("image-2", image("apple", "fruit"), NOW);

            assertThat(pipeline.meters()
                            .get("cache.gets")
                            .tags("cache", "label-sets", "result", "hit")
                            .functionCounter()
                            .count())
                    .isEqualTo(1);
        }
    }
}

package io.alignstreams.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.alignstreams.config.AlignStreamsConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.apache.kafka.streams.Topology;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Node, store and topic names belong to those who run the application: state and changelogs hang on them. With {@code
 * -Dtopology.write=true} the files are made anew.
 */
class TopologyDescriptionTest {
    private static final Path DESCRIPTIONS = Path.of("src/test/resources/topology");

    private final AlignStreamsConfig config = new AlignStreamsConfig(Map.of(
            "bootstrap.servers",
            "nowhere:9",
            "schema.registry.url",
            "mock://" + getClass().getName()));
    private final Values values = new Values(config, Clock.systemUTC());
    private final WordEmbedder embedder = new WordEmbedder("digest-1");

    @AfterEach
    void close() {
        values.close();
    }

    @Test
    void shouldKeepTheNamesOfTheLabelsTopology() throws IOException {
        assertDescription("labels.txt", new LabelsTopology(config, values, embedder, new SimpleMeterRegistry()).get());
    }

    @Test
    void shouldKeepTheNamesOfTheScoringTopology() throws IOException {
        assertDescription(
                "scoring.txt", new ScoringTopology(config, values, embedder, new SimpleMeterRegistry()).get());
    }

    private static void assertDescription(String file, Topology topology) throws IOException {
        String description = topology.describe().toString();
        Path path = DESCRIPTIONS.resolve(file);
        if (Boolean.getBoolean("topology.write")) {
            Files.createDirectories(DESCRIPTIONS);
            Files.writeString(path, description);
        }
        assertThat(description).isEqualTo(Files.readString(path));
        assertThat(topology.describe().subtopologies()).hasSize(1);
        assertThat(topology.describe().globalStores()).isEmpty();
    }
}

package io.alignstreams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alignstreams.align.image.DecodingLimits;
import io.alignstreams.align.image.ExifOrientation;
import io.alignstreams.application.ScoringApplication;
import io.alignstreams.config.Topics;
import io.alignstreams.embedding.AlignTowers;
import io.alignstreams.harness.Apicurio;
import io.alignstreams.harness.Cli;
import io.alignstreams.harness.LabelSets;
import io.alignstreams.harness.LocalServers;
import io.alignstreams.harness.Pictures;
import io.alignstreams.harness.Programs;
import io.alignstreams.harness.Stream;
import io.alignstreams.schemas.ClassificationEvent;
import io.alignstreams.schemas.EmbeddingEvent;
import io.alignstreams.schemas.ImageEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A client that nobody here wrote reads what we write and writes what we read, and a registry that nobody here wrote stands
 * between them. Skipped where Node.js or its packages are not installed: {@code npm ci} in src-test/wire brings them.
 */
@ExtendWith(LocalServers.class)
class WireTest {
    private static final Path WIRE = Path.of("wire");

    @BeforeAll
    static void requireNode() {
        assumeTrue(Programs.has("node"), "skipped: node is not installed");
        assumeTrue(Files.isDirectory(WIRE.resolve("node_modules")), "skipped: run npm ci in " + WIRE.toAbsolutePath());
    }

    @Test
    void shouldBeUnderstoodByTheJavaScriptClientAndUnderstandIt() throws Exception {
        try (Apicurio registry = Apicurio.start();
                Stream stream = new Stream("wire", Map.of("schema.registry.url", registry.url()));
                AlignTowers towers =
                        AlignTowers.load(LocalServers.model(), ExifOrientation.APPLY, DecodingLimits.DEFAULT)) {
            Topics topics = stream.config.topics();
            byte[] jpeg = Pictures.jpeg(new Random(11));
            Path file = Files.write(LocalServers.directory("wire").resolve("picture.jpg"), jpeg);
            long now = System.currentTimeMillis();
            stream.send(topics.labelSets(), "things", LabelSets.of("a cat", "a dog"), now);
            ImageEvent event = new ImageEvent(ByteBuffer.wrap(jpeg), List.of("things"), "java", Map.of("a", "b"), "");
            stream.send(topics.imageEvents(), "from-java", event, now);
            stream.flush();
            node("write", registry, topics.imageEvents(), "from-javascript", file.toString(), "things");
            try (ScoringApplication application = stream.start(towers, towers)) {
                stream.awaitProcessed("wire", topics.imageEvents());
                assertThat(application.stopped()).isNotDone();
            }

            assertThat(stream.read(topics.deadLetters())).isEmpty();
            List<JsonNode> events = node("read", registry, topics.imageClassifications(), "2");
            assertThat(events)
                    .extracting(line -> line.path("key").asText())
                    .containsExactlyInAnyOrder("from-java", "from-javascript");
            for (ConsumerRecord<byte[], byte[]> record : stream.read(topics.imageClassifications())) {
                assertClassification(find(events, Stream.key(record)), stream.value(record, ClassificationEvent.class));
            }
            List<JsonNode> embeddings = node("read", registry, topics.imageEmbeddings(), "2");
            for (ConsumerRecord<byte[], byte[]> record : stream.read(topics.imageEmbeddings())) {
                assertEmbedding(find(embeddings, Stream.key(record)), stream.value(record, EmbeddingEvent.class));
            }
            JsonNode image = find(node("read", registry, topics.imageEvents(), "2"), "from-java");
            assertThat(image.path("image").path("data")).hasSize(jpeg.length);
            assertThat(node("read", registry, topics.labelSets(), "1")
                            .get(0)
                            .at("/value/groups/0/labels/0/name")
                            .asText())
                    .isEqualTo("a cat");
        }
    }

    private static JsonNode find(List<JsonNode> lines, String key) {
        return lines.stream()
                .filter(line -> line.path("key").asText().equals(key))
                .findFirst()
                .orElseThrow()
                .path("value");
    }

    private static void assertClassification(JsonNode seen, ClassificationEvent event) {
        assertThat(seen.path("label_set").asText()).isEqualTo(event.getLabelSet());
        assertThat(seen.path("label_set_version").asLong()).isEqualTo(event.getLabelSetVersion());
        assertThat(seen.path("resolution").asText())
                .isEqualTo(event.getResolution().name());
        assertThat(seen.path("severity").asText()).isEqualTo(String.valueOf(event.getSeverity()));
        assertThat(seen.path("labels")).hasSize(2);
        assertThat(seen.at("/labels/0/label").asText())
                .isEqualTo(event.getLabels().get(0).getLabel());
        assertThat(seen.at("/labels/0/probability").floatValue())
                .isEqualTo(event.getLabels().get(0).getProbability());
        assertThat(seen.at("/lineage/image_digest").asText())
                .isEqualTo(event.getLineage().getImageDigest());
    }

    private static void assertEmbedding(JsonNode seen, EmbeddingEvent event) {
        assertThat(seen.path("embedding")).hasSize(event.getDimension());
        for (int i = 0; i < event.getDimension(); i++) {
            assertThat(seen.path("embedding").get(i).asDouble())
                    .isCloseTo(event.getEmbedding().get(i), within(1e-9));
        }
        assertThat(seen.at("/label_sets/0/version").asLong()).isZero();
    }

    private static List<JsonNode> node(String action, Apicurio registry, String topic, String... rest)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of("node", "wire.mjs", action, LocalServers.bootstrapServers(), registry.url(), topic));
        command.addAll(List.of(rest));
        Cli.Result result = Programs.run(WIRE, Map.of(), command);
        assertThat(result.status()).as(result.err()).isZero();
        List<JsonNode> lines = new ArrayList<>();
        for (String line : result.out().lines().toList()) {
            lines.add(new ObjectMapper().readTree(line));
        }
        return lines;
    }
}

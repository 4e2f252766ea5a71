package io.alignstreams.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import io.alignstreams.serde.AvroSerde;
import io.alignstreams.serde.MockSchemaRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bytes of one event of every schema, kept: today's code must read them and write the same. With
 * {@code -Dgolden.write=true} they are made again, which is allowed until the first release.
 */
class GoldenBytesTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    static Stream<SpecificRecord> events() {
        Lineage lineage = Lineage.newBuilder()
                .setTopic("image-events")
                .setPartition(3)
                .setOffset(1_234_567_890_123L)
                .setImageDigest("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
                .setModelId("align-base")
                .setModelDigest("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
                .setEmbedderDigest("2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae")
                .setSource("camera-7")
                .setMetadata(Map.of("site", "Zürich"))
                .build();
        LabelSet labelSet = LabelSet.newBuilder()
                .setGroups(List.of(LabelGroup.newBuilder()
                        .setName("animals")
                        .setType(GroupType.INDEPENDENT)
                        .setNone(List.of("nothing"))
                        .setLabels(List.of(Label.newBuilder()
                                .setName("cat")
                                .setPrompts(List.of("a cat", "a kitten"))
                                .setTemplates(List.of("a photo of {}"))
                                .setNegatives(List.of("no cat"))
                                .setThreshold(0.75)
                                .setSeverity(2)
                                .setAction("review")
                                .build()))
                        .build()))
                .setEmit(Emit.CROSSED)
                .setTopK(5)
                .build();
        return Stream.of(
                ImageEvent.newBuilder()
                        .setImage(ByteBuffer.wrap(new byte[] {(byte) 0xFF, (byte) 0xD8, 0}))
                        .setLabelSets(List.of("tags", "moderation"))
                        .setSource("camera-7")
                        .setMetadata(Map.of("site", "Zürich"))
                        .build(),
                labelSet,
                LabelSetEmbeddings.newBuilder()
                        .setVersion(42)
                        .setDeleted(false)
                        .setLabelSet(labelSet)
                        .setLabelSetDigest("fcde2b2edba56bf408601fb721fe9b5c338d10ee429ea04fae5511b68fbf8fb9")
                        .setModelId("align-base")
                        .setModelDigest(lineage.getModelDigest())
                        .setTemperature(0.0625f)
                        .setDimension(2)
                        .setMatrix(ByteBuffer.wrap(new byte[] {0, 0, (byte) 0x80, 0x3F, 0, 0, 0, 0}))
                        .build(),
                EmbeddingEvent.newBuilder()
                        .setEmbedding(List.of(0.6f, -0.8f))
                        .setDimension(2)
                        .setLabelSets(List.of(
                                NamedLabelSet.newBuilder()
                                        .setId("tags")
                                        .setVersion(42L)
                                        .build(),
                                NamedLabelSet.newBuilder().setId("gone").build()))
                        .setLineage(lineage)
                        .build(),
                ClassificationEvent.newBuilder()
                        .setLabelSet("tags")
                        .setLabelSetVersion(42)
                        .setLabelSetDigest("fcde2b2edba56bf408601fb721fe9b5c338d10ee429ea04fae5511b68fbf8fb9")
                        .setResolution(Resolution.CURRENT)
                        .setTrigger(Trigger.LABEL_SET_UPDATE)
                        .setAction("review")
                        .setSeverity(2)
                        .setLabels(List.of(LabelScore.newBuilder()
                                .setGroup("animals")
                                .setLabel("cat")
                                .setLogit(9.7093f)
                                .setProbability(0.998f)
                                .setThreshold(0.75)
                                .setCrossed(true)
                                .setSeverity(2)
                                .setAction("review")
                                .build()))
                        .setLabelCount(1)
                        .setLineage(lineage)
                        .build());
    }

    @ParameterizedTest
    @MethodSource("events")
    void shouldReadAndWriteTheBytesThatWereKept(SpecificRecord event) throws IOException {
        String scope = "golden-" + event.getSchema().getName();
        try (AvroSerde<SpecificRecord> serde = new AvroSerde<>()) {
            serde.configure(Map.of("schema.registry.url", "mock://" + scope), false);
            byte[] written = serde.serializer().serialize("topic", event);
            Path file = GOLDEN.resolve(event.getSchema().getName() + ".bin");
            if (Boolean.getBoolean("golden.write")) {
                Files.write(file, written);
            }
            byte[] kept = Files.readAllBytes(file);
            assertThat(written).isEqualTo(kept);
            assertThat(serde.deserializer().deserialize("topic", kept)).isEqualTo(event);
        } finally {
            MockSchemaRegistry.drop(scope);
        }
    }
}

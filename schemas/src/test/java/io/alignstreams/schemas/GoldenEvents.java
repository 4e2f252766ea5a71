package io.alignstreams.schemas;

import io.alignstreams.serde.TrustedClasses;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/** One event of every topic as each release wrote it, no field of it at its default. What came later is at its default. */
final class GoldenEvents {
    /** By version, which is the name of a folder of {@link Releases}. */
    static final Map<String, List<SpecificRecord>> BY_VERSION = Map.of("0.1.0", firstRelease());

    private GoldenEvents() {}

    private static List<SpecificRecord> firstRelease() {
        TrustedClasses.trustGenerated();
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
        return List.of(
                ImageEvent.newBuilder()
                        .setImage(ByteBuffer.wrap(new byte[] {(byte) 0xFF, (byte) 0xD8, 0}))
                        .setLabelSets(List.of("tags", "moderation"))
                        .setSource("camera-7")
                        .setMetadata(Map.of("site", "Zürich"))
                        .build(),
                labelSet,
                LabelSetEmbeddings.newBuilder()
                        .setVersion(42)
                        .setDeleted(true)
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
}

package io.alignstreams.topology;

import static io.alignstreams.topology.Events.image;
import static io.alignstreams.topology.Events.labelSet;
import static io.alignstreams.topology.Pipeline.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.alignstreams.schemas.Emit;
import io.alignstreams.schemas.GroupType;
import io.alignstreams.schemas.Label;
import io.alignstreams.schemas.LabelGroup;
import io.alignstreams.schemas.LabelSet;
import io.alignstreams.schemas.LabelSetEmbeddings;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which versions of label sets are not stored, and that the one before stays in force. */
class LabelSetEmbeddingsTest {
    private static final WordEmbedder EMBEDDER = new WordEmbedder("digest-1");

    @TempDir
    Path directory;

    private static LabelSetEmbeddings.Builder good() {
        return LabelSetEmbeddings.newBuilder()
                .setVersion(7)
                .setLabelSet(labelSet("car"))
                .setModelDigest("digest-1")
                .setTemperature(0.1f)
                .setDimension(11)
                .setMatrix(LabelSetMatrix.of(labelSet("car"), EMBEDDER));
    }

    static Stream<Arguments> lies() {
        ByteBuffer longer = ByteBuffer.allocate(48);
        return Stream.of(
                Arguments.of(good().setDimension(0), "expected the model's dimension 11, found 0"),
                Arguments.of(good().setDimension(12).setMatrix(longer), "expected the model's dimension 11, found 12"),
                Arguments.of(
                        good().setModelDigest("another").setDimension(0),
                        "expected a dimension of at least 1, found 0"),
                Arguments.of(good().setTemperature(0), "expected a finite temperature above 0, found 0.0"),
                Arguments.of(good().setTemperature(-1), "expected a finite temperature above 0, found -1.0"),
                Arguments.of(good().setTemperature(Float.NaN), "expected a finite temperature above 0, found NaN"),
                Arguments.of(
                        good().setMatrix(longer), "expected a matrix of 44 bytes, 1 classes of dimension 11, found 48"),
                Arguments.of(
                        good().setMatrix(ByteBuffer.allocate(45)),
                        "expected a matrix of 44 bytes, 1 classes of dimension 11, found 45"),
                Arguments.of(
                        good().setModelDigest("another").setMatrix(longer),
                        "expected a matrix of 44 bytes, 1 classes of dimension 11, found 48"),
                Arguments.of(
                        good().setLabelSet(LabelSet.newBuilder().build()),
                        "expected a matrix of 0 bytes, 0 classes of dimension 11, found 44"));
    }

    @ParameterizedTest
    @MethodSource("lies")
    void shouldRefuseAVersionThatIsNotWhatItSays(LabelSetEmbeddings.Builder lie, String message) {
        try (Pipeline pipeline = new Pipeline(directory, Map.of())) {
            pipeline.apply("set", labelSet("apple"), NOW.minusSeconds(60));
            pipeline.labelSetEmbeddingsBytes(
                    "set", pipeline.bytes("label-set-embeddings", lie.build()), NOW.minusSeconds(30));
            pipeline.image("image", image("car", "set"), NOW);

            assertThat(pipeline.deadLetters())
                    .extracting(Pipeline.Dead::key, Pipeline.Dead::code, Pipeline.Dead::labelSet, dead -> dead.headers()
                            .get("align.message"))
                    .containsExactly(tuple("set", "LABEL_SET_INVALID", "set", message));
            assertThat(pipeline.classifications())
                    .singleElement()
                    .satisfies(event -> assertThat(event.getLabelSetVersion()).isZero());
        }
    }

    @Test
    void shouldStoreAVersionThatIs() {
        try (Pipeline pipeline = new Pipeline(directory, Map.of())) {
            pipeline.labelSetEmbeddingsBytes(
                    "set", pipeline.bytes("label-set-embeddings", good().build()), NOW.minusSeconds(30));
            pipeline.image("image", image("car", "set"), NOW);

            assertThat(pipeline.deadLetters()).isEmpty();
            assertThat(pipeline.classifications())
                    .singleElement()
                    .satisfies(event -> assertThat(event.getLabelSetVersion()).isEqualTo(7));
        }
    }

    @Test
    void shouldRefuseAVersionThatTheStoreDoesNotTakeAsOfAnyTime() {
        try (Pipeline pipeline = new Pipeline(directory, Map.of())) {
            byte[] version = pipeline.bytes("label-set-embeddings", good().build());
            pipeline.labelSetEmbeddingsBytes("set", version, NOW.plus(Duration.ofDays(7)));
            pipeline.labelSetEmbeddingsBytes("another", version, NOW);
            assertThat(pipeline.deadLetters()).isEmpty();

            pipeline.labelSetEmbeddingsBytes("set", version, NOW.plus(Duration.ofDays(8)));
            pipeline.labelSetEmbeddingsBytes("another", version, NOW);
            assertThat(pipeline.deadLetters())
                    .extracting(Pipeline.Dead::code, Pipeline.Dead::labelSet)
                    .containsExactly(tuple("BAD_TIMESTAMP", "another"));
        }
    }

    @Test
    void shouldNameTheLabelSetOfWhatIsNoVersion() {
        try (Pipeline pipeline = new Pipeline(directory, Map.of())) {
            pipeline.labelSetEmbeddingsBytes("set", new byte[] {1, 2, 3}, NOW);
            pipeline.labelSetEmbeddingsBytes("set", null, NOW);
            pipeline.labelSetEmbeddingsBytes("", new byte[] {1, 2, 3}, NOW);
            pipeline.labelSetEmbeddingsBytes(null, new byte[] {1, 2, 3}, NOW);

            assertThat(pipeline.deadLetters())
                    .extracting(Pipeline.Dead::code, Pipeline.Dead::labelSet)
                    .containsExactly(
                            tuple("NOT_AVRO", "set"),
                            tuple("VALUE_NULL", "set"),
                            tuple("KEY_NULL", null),
                            tuple("KEY_NULL", null));
        }
    }

    @Test
    void shouldRefuseAVersionThatTheChangelogWouldNotTake() {
        try (Pipeline pipeline = new Pipeline(directory, Map.of("align.label.set.embeddings.bytes.max", "1024"))) {
            byte[] large = pipeline.bytes(
                    "label-set-embeddings",
                    good().setLabelSetDigest("d".repeat(3_000)).build());
            pipeline.labelSetEmbeddingsBytes("set", large, NOW);

            assertThat(pipeline.deadLetters())
                    .extracting(Pipeline.Dead::code, Pipeline.Dead::labelSet)
                    .containsExactly(tuple("LABEL_SET_TOO_LARGE", "set"));
        }
    }

    @Test
    void shouldStoreAVersionWithoutMakingItsTexts() {
        List<String> many = Collections.nCopies(20_000, "{}");
        Label label = new Label("car", many, many, List.of(), 0.5, 0, "allow");
        LabelGroup group = new LabelGroup("things", GroupType.EXCLUSIVE, List.of(), List.of(label));
        LabelSetEmbeddings version =
                good().setLabelSet(labelSet(Emit.ALL, 1, group)).build();
        try (Pipeline pipeline = new Pipeline(directory, Map.of())) {
            pipeline.labelSetEmbeddingsBytes("set", pipeline.bytes("label-set-embeddings", version), NOW);
            pipeline.image("image", image("car", "set"), NOW);

            assertThat(pipeline.classifications()).hasSize(1);
        }
    }
}

package io.alignstreams.align.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alignstreams.align.AlignModel;
import io.alignstreams.align.CheckpointException;
import io.alignstreams.align.Golden;
import io.alignstreams.align.ModelManifest;
import io.alignstreams.align.onnx.OnnxOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointImporterTest {
    private static final OnnxOptions ONE_THREAD = new OnnxOptions(1);

    @TempDir
    private Path directory;

    private Path checkpoint;
    private Path out;

    @BeforeEach
    void copyCheckpoint() throws IOException {
        checkpoint = Files.createDirectory(directory.resolve("checkpoint"));
        out = directory.resolve("model");
        for (String file : List.of(
                "config.json", "model.safetensors", "preprocessor_config.json", "tokenizer_config.json", "vocab.txt")) {
            Files.copy(Golden.path("tiny-a").resolve(file), checkpoint.resolve(file));
        }
    }

    @Test
    void shouldDigestWhatMakesTheModelAndNothingElse() throws IOException {
        ModelManifest first = importInto(out);
        ModelManifest again = importInto(directory.resolve("again"));
        assertThat(again).isEqualTo(first);
        assertThat(first.modelDigest()).hasSize(64);

        Path config = checkpoint.resolve("config.json");
        Files.writeString(config, Files.readString(config) + "\n");
        assertThat(importInto(directory.resolve("other")).modelDigest()).isNotEqualTo(first.modelDigest());
    }

    @Test
    void shouldNameTensorsThatAreMissingMisshapenOrUnknown() throws IOException {
        rename("text_projection.bias", "text_projection.bogs");
        Path config = checkpoint.resolve("config.json");
        Files.writeString(
                config, Files.readString(config).replace("\"intermediate_size\": 256", "\"intermediate_size\": 128"));
        assertThatThrownBy(() -> importInto(out))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("text_projection.bias: expected F32 [64], found none")
                .hasMessageContaining("text_projection.bogs: expected no such tensor, found F32 [64]")
                .hasMessageContaining("layer.0.intermediate.dense.weight: expected F32 [128, 64], found F32 [256, 64]");
        assertNothingLeftBehind();
    }

    @Test
    void shouldImportWithoutThePoolerAndWithLeftovers() throws IOException {
        rename("text_model.pooler.dense.bias", "text_model.embeddings.position_ids".substring(0, 28));
        assertThatThrownBy(() -> importInto(out)).hasMessageContaining("text_model.embeddings.positi");
        rename("text_model.embeddings.positi", "text_model.pooler.dense.bias");
        importInto(out);
        try (AlignModel model = AlignModel.fromPretrained(out, ONE_THREAD)) {
            assertThat(model.config().projectionDim()).isEqualTo(64);
        }
    }

    @Test
    void shouldSayHowToConvertPickledWeights() throws IOException {
        Files.move(checkpoint.resolve("model.safetensors"), checkpoint.resolve("pytorch_model.bin"));
        assertThatThrownBy(() -> importInto(out))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("save_pretrained(DIR, safe_serialization=True)");
    }

    @Test
    void shouldSayWhichFileIsMissing() throws IOException {
        for (String file : List.of("config.json", "preprocessor_config.json", "vocab.txt")) {
            Path path = checkpoint.resolve(file);
            Path aside = Files.move(path, directory.resolve("aside"));
            assertThatThrownBy(() -> importInto(out))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining(file);
            Files.move(aside, path);
        }
        assertNothingLeftBehind();
    }

    @Test
    void shouldRefuseAVocabularyLargerThanTheModels() throws IOException {
        Path vocabulary = checkpoint.resolve("vocab.txt");
        Files.writeString(vocabulary, Files.readString(vocabulary) + "one\ntoo\nmany\n");
        assertThatThrownBy(() -> importInto(out))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("vocab_size");
    }

    @Test
    void shouldNotWriteOverFiles() throws IOException {
        Files.createDirectory(out);
        Files.writeString(out.resolve("mine.txt"), "mine");
        assertThatThrownBy(() -> importInto(out))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("expected an empty or new directory");
    }

    @Test
    void shouldRefuseToLoadAModelWhoseFilesChanged() throws IOException {
        importInto(out);
        Path weights = out.resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        Files.write(weights, java.util.Arrays.copyOf(bytes, bytes.length - 4));
        assertLoadFails("expected " + bytes.length + " bytes, found " + (bytes.length - 4) + " bytes");
        Files.write(weights, bytes);
        Files.delete(out.resolve("vocab.txt"));
        assertLoadFails("vocab.txt: expected 10439 bytes, found no such file");
    }

    @Test
    void shouldRefuseGraphsThatTakeOrGiveSomethingElse() throws IOException {
        importInto(out);
        Path vision = out.resolve(AlignModel.VISION_GRAPH);
        Path text = out.resolve(AlignModel.TEXT_GRAPH);
        byte[] bytes = Files.readAllBytes(vision);
        Files.copy(text, vision, StandardCopyOption.REPLACE_EXISTING);
        assertLoadFails("expected input pixels of UINT8 [-1, 64, 64, 3], found none");
        Files.write(vision, java.util.Arrays.copyOf(bytes, bytes.length / 2));
        assertLoadFails("expected a graph that ONNX Runtime loads");
    }

    @Test
    void shouldSayWhatToDoWithACheckpointThatIsNotImported() {
        assertThatThrownBy(() -> AlignModel.fromPretrained(checkpoint, ONE_THREAD))
                .hasMessageContaining("align-streams model import");
        assertThatThrownBy(() -> AlignModel.fromPretrained(directory.resolve("nowhere"), ONE_THREAD))
                .hasMessageContaining("no directory");
    }

    private ModelManifest importInto(Path target) throws IOException {
        return new CheckpointImporter(checkpoint, step -> {}).importInto(target, "tiny-a");
    }

    private void assertLoadFails(String message) {
        assertThatThrownBy(() -> AlignModel.fromPretrained(out, ONE_THREAD))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(message);
    }

    private void assertNothingLeftBehind() throws IOException {
        try (var entries = Files.list(directory)) {
            assertThat(entries).containsExactly(checkpoint);
        }
    }

    /** Both names must have the same length, so that every offset stays right. */
    private void rename(String tensor, String name) throws IOException {
        assertThat(name).hasSameSizeAs(tensor);
        Path weights = checkpoint.resolve("model.safetensors");
        String latin = new String(Files.readAllBytes(weights), StandardCharsets.ISO_8859_1);
        assertThat(latin).contains("\"" + tensor + "\"");
        Files.write(
                weights, latin.replace("\"" + tensor + "\"", "\"" + name + "\"").getBytes(StandardCharsets.ISO_8859_1));
    }
}

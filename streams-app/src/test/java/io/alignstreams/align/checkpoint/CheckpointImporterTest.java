package io.alignstreams.align.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alignstreams.align.AlignConfig;
import io.alignstreams.align.AlignModel;
import io.alignstreams.align.AlignProcessor;
import io.alignstreams.align.AlignTextModel;
import io.alignstreams.align.CheckpointException;
import io.alignstreams.align.Golden;
import io.alignstreams.align.ModelManifest;
import io.alignstreams.align.onnx.GraphFile;
import io.alignstreams.align.onnx.OnnxOptions;
import io.alignstreams.align.text.BatchEncoding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
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
        importInto(directory.resolve("whole"));
        Safetensors whole = Safetensors.open(Golden.path("tiny-a").resolve("model.safetensors"));
        List<TensorSpec> tensors = new ArrayList<>(AlignTensors.of(AlignConfig.fromPretrained(checkpoint)));
        assertThat(tensors.removeIf(tensor -> tensor.name().startsWith("text_model.pooler.")))
                .isTrue();
        tensors.add(new TensorSpec("text_model.embeddings.position_ids", "I64", List.of(1L, 512L), true));
        Path weights = checkpoint.resolve("model.safetensors");
        Files.delete(weights);
        SafetensorsWriter.write(weights, tensors, tensor -> elements(whole, tensor.name()));
        importInto(out);

        try (AlignProcessor processor = AlignProcessor.fromPretrained(out);
                AlignModel withPooler = AlignModel.fromPretrained(directory.resolve("whole"), ONE_THREAD);
                AlignModel without = AlignModel.fromPretrained(out, ONE_THREAD)) {
            BatchEncoding text = processor.texts(List.of("a photo of a cat"));
            AlignTextModel.Output output = without.textModel().forward(text);
            assertThat(output.poolerOutput()).isNull();
            assertThat(withPooler.textModel().forward(text).poolerOutput()).isNotNull();
            assertThat(output.textFeatures().values())
                    .containsExactly(withPooler.getTextFeatures(text).values());
        }
    }

    private static SafetensorsWriter.Elements elements(Safetensors file, String tensor) {
        try {
            FloatBuffer values = FloatBuffer.wrap(file.floats(tensor));
            return values::get;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void shouldRefuseTextsLongerThanThereArePositionsAndMapsLargerThanThePool() throws IOException {
        Path tokenizer = checkpoint.resolve("tokenizer_config.json");
        String config = Files.readString(tokenizer);
        Files.writeString(tokenizer, config.replaceAll("\"model_max_length\": \\d+", "\"model_max_length\": 4096"));
        assertThatThrownBy(() -> importInto(out))
                .hasMessageContaining("expected model_max_length of at most the")
                .hasMessageContaining("found 4096");
        Files.writeString(tokenizer, config);
        Path vision = checkpoint.resolve("config.json");
        Files.writeString(vision, Files.readString(vision).replaceAll("\"hidden_dim\": \\d+", "\"hidden_dim\": 1"));
        assertThatThrownBy(() -> importInto(out)).hasMessageContaining("to cover the last feature map of 2, found 1");
    }

    @Test
    void shouldNotWriteARandomCheckpointOverFiles() throws IOException {
        RandomCheckpoint random = RandomCheckpoint.like(RandomCheckpoint.Like.TINY, 1);
        byte[] config = Files.readAllBytes(checkpoint.resolve("config.json"));
        Files.delete(checkpoint.resolve("model.safetensors"));

        assertThatThrownBy(() -> random.write(checkpoint, step -> {}))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("expected an empty or new directory");
        assertThat(checkpoint.resolve("config.json")).hasBinaryContent(config);
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
    void shouldRefuseToLoadAModelWhoseGraphChanged() throws IOException {
        ModelManifest manifest = importInto(out);
        for (String graph : List.of(AlignModel.VISION_GRAPH, AlignModel.TEXT_GRAPH)) {
            Path file = out.resolve(graph);
            byte[] bytes = Files.readAllBytes(file);
            byte[] changed = bytes.clone();
            changed[changed.length / 2] ^= 1;
            Files.write(file, changed);
            assertLoadFails(graph + ": expected the graph with the digest "
                    + manifest.graphs().get(graph));
            Files.write(file, bytes);
        }
    }

    @Test
    void shouldRefuseGraphsThatTakeOrGiveSomethingElse() throws IOException {
        ModelManifest manifest = importInto(out);
        byte[] vision = Files.readAllBytes(out.resolve(AlignModel.VISION_GRAPH));
        replaceVisionGraph(manifest, Files.readAllBytes(out.resolve(AlignModel.TEXT_GRAPH)));
        assertLoadFails("expected input pixels of UINT8 [-1, 64, 64, 3], found none");
        replaceVisionGraph(manifest, java.util.Arrays.copyOf(vision, vision.length / 2));
        assertLoadFails("expected a graph that ONNX Runtime loads");
    }

    /** With its digest in the manifest, as if a later version had written both. */
    private void replaceVisionGraph(ModelManifest manifest, byte[] graph) throws IOException {
        Files.write(out.resolve(AlignModel.VISION_GRAPH), graph);
        SortedMap<String, String> graphs = new TreeMap<>(manifest.graphs());
        graphs.put(AlignModel.VISION_GRAPH, GraphFile.sha256(graph));
        new ModelManifest(
                        manifest.formatVersion(),
                        manifest.modelId(),
                        manifest.modelDigest(),
                        manifest.precision(),
                        manifest.files(),
                        graphs)
                .savePretrained(out);
    }

    @Test
    void shouldRefuseDirectoriesOfAnotherFormat() throws IOException {
        importInto(out);
        Path manifest = out.resolve(ModelManifest.FILE);
        String json = Files.readString(manifest);
        Files.writeString(
                manifest,
                json.replace("\"format_version\" : 2", "\"format_version\" : 1")
                        .replaceFirst("(?s),\\s*\"graphs\" : \\{.*?}", ""));
        assertThat(Files.readString(manifest)).doesNotContain("graphs");
        assertLoadFails("expected format_version 2, found 1; import the checkpoint again");
        Files.writeString(manifest, json.replace(AlignModel.TEXT_GRAPH, "other.onnx"));
        assertLoadFails("expected digests of the graphs [vision_model.onnx, text_model.onnx]");
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

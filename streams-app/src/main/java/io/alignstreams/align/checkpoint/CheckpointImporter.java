package io.alignstreams.align.checkpoint;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.alignstreams.align.AlignConfig;
import io.alignstreams.align.AlignModel;
import io.alignstreams.align.AlignProcessor;
import io.alignstreams.align.CheckpointException;
import io.alignstreams.align.EfficientNetBlock;
import io.alignstreams.align.ModelManifest;
import io.alignstreams.align.image.EfficientNetImageProcessor;
import io.alignstreams.align.onnx.TextGraph;
import io.alignstreams.align.onnx.VisionGraph;
import io.alignstreams.align.text.BertTokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Makes a model directory of a Hugging Face checkpoint: its files, copied, and two ONNX graphs whose weights are
 * references into the copied model.safetensors.
 *
 * <p>The directory appears whole or not at all. Nothing is held in memory but one buffer and the graphs without their
 * weights, so the heap does not grow with the checkpoint.
 */
public final class CheckpointImporter {
    private static final List<String> TOKENIZER_FILES =
            List.of("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "vocab.txt");
    private static final int BUFFER_BYTES = 1 << 20;

    private final Path checkpoint;
    private final Consumer<String> progress;

    /** Imports a checkpoint; {@code progress} is told in words what is being done. */
    public CheckpointImporter(Path checkpoint, Consumer<String> progress) {
        this.checkpoint = checkpoint;
        this.progress = progress;
    }

    /**
     * Imports the checkpoint.
     *
     * @param out must not exist, or be an empty directory
     * @param modelId recorded in the manifest
     * @throws CheckpointException if the checkpoint is not one of ALIGN, or not whole
     */
    public ModelManifest importInto(Path out, String modelId) throws IOException {
        NewDirectory directory = new NewDirectory(out);
        AlignConfig config = AlignConfig.fromPretrained(checkpoint);
        requireSameDimension(config);
        AlignTensors.check(config, Safetensors.open(weights()));
        try (AlignProcessor processor = AlignProcessor.fromPretrained(checkpoint)) {
            requireOneCell(config, processor.imageProcessor());
            requireRoomFor(processor.tokenizer(), config);
            progress.accept("checked " + checkpoint);
            return directory.fill(unfinished -> fill(unfinished, config, processor.imageProcessor(), modelId));
        }
    }

    private ModelManifest fill(
            Path directory, AlignConfig config, EfficientNetImageProcessor imageProcessor, String modelId)
            throws IOException {
        MessageDigest digest = sha256();
        SortedMap<String, Long> sizes = new TreeMap<>();
        for (String file : List.of("config.json", "preprocessor_config.json")) {
            sizes.put(file, copy(directory, file, digest));
        }
        for (String file : TOKENIZER_FILES) {
            if (Files.exists(checkpoint.resolve(file))) {
                sizes.put(file, copy(directory, file, digest));
            }
        }
        progress.accept("copying " + AlignModel.WEIGHTS + ", " + Files.size(weights()) / 1_000_000 + " MB");
        sizes.put(AlignModel.WEIGHTS, copy(directory, AlignModel.WEIGHTS, digest));

        progress.accept("writing the graphs of both towers");
        Safetensors weights = Safetensors.open(directory.resolve(AlignModel.WEIGHTS));
        write(
                directory.resolve(AlignModel.VISION_GRAPH),
                VisionGraph.build(
                        config.visionConfig(),
                        imageProcessor.cropHeight(),
                        imageProcessor.cropWidth(),
                        imageProcessor.rescaleTable(),
                        weights));
        write(
                directory.resolve(AlignModel.TEXT_GRAPH),
                TextGraph.build(config.textConfig(), config.projectionDim(), weights));
        ModelManifest manifest = new ModelManifest(
                ModelManifest.FORMAT_VERSION, modelId, HexFormat.of().formatHex(digest.digest()), "fp32", sizes);
        manifest.savePretrained(directory);
        return manifest;
    }

    private Path weights() {
        Path weights = checkpoint.resolve(AlignModel.WEIGHTS);
        if (!Files.exists(weights)) {
            boolean pickled = Files.exists(checkpoint.resolve("pytorch_model.bin"));
            throw new CheckpointException(weights + ": expected the weights, found "
                    + (pickled
                            ? "pytorch_model.bin, which only Python can read: save the model once more with"
                                    + " save_pretrained(DIR, safe_serialization=True)"
                            : "no such file"));
        }
        return weights;
    }

    /** Copies one file and feeds the digest its name, its size and its bytes. */
    private long copy(Path directory, String file, MessageDigest digest) throws IOException {
        Path source = checkpoint.resolve(file);
        digest.update((file + '\0' + Files.size(source) + '\0').getBytes(StandardCharsets.UTF_8));
        long copied = 0;
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = Files.newInputStream(source);
                OutputStream out = Files.newOutputStream(directory.resolve(file))) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
                out.write(buffer, 0, read);
                copied += read;
            }
        }
        return copied;
    }

    private static void requireSameDimension(AlignConfig config) {
        int image = config.visionConfig().embeddingDimension();
        if (config.projectionDim() != image) {
            throw new CheckpointException("config.json: expected projection_dim to be the " + image
                    + " features of the image tower, found " + config.projectionDim());
        }
    }

    /** The reference pools windows of hidden_dim pixels, so a larger last map would give several features. */
    private static void requireOneCell(AlignConfig config, EfficientNetImageProcessor images) {
        int hiddenDim = config.visionConfig().hiddenDim();
        int side = Math.max(
                EfficientNetBlock.lastMapSide(config.visionConfig(), images.cropHeight()),
                EfficientNetBlock.lastMapSide(config.visionConfig(), images.cropWidth()));
        if (hiddenDim < side) {
            throw new CheckpointException("config.json, vision_config: expected hidden_dim, the side of what is pooled,"
                    + " to cover the last feature map of " + side + ", found " + hiddenDim);
        }
    }

    private static void requireRoomFor(BertTokenizer tokenizer, AlignConfig config) {
        int vocabSize = config.textConfig().vocabSize();
        if (tokenizer.vocabularySize() > vocabSize) {
            throw new CheckpointException("config.json, text_config: expected vocab_size to be at least the "
                    + tokenizer.vocabularySize() + " tokens of the tokenizer, found " + vocabSize);
        }
        int positions = config.textConfig().maxPositionEmbeddings();
        if (tokenizer.modelMaxLength() > positions) {
            throw new CheckpointException("tokenizer_config.json: expected model_max_length of at most the " + positions
                    + " max_position_embeddings, found " + tokenizer.modelMaxLength());
        }
    }

    private static void write(Path file, ModelProto model) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            model.writeTo(out);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}

package io.alignstreams.align.checkpoint;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.alignstreams.align.AlignConfig;
import io.alignstreams.align.AlignModel;
import io.alignstreams.align.AlignProcessor;
import io.alignstreams.align.CheckpointException;
import io.alignstreams.align.EfficientNetBlock;
import io.alignstreams.align.ModelManifest;
import io.alignstreams.align.Precision;
import io.alignstreams.align.image.EfficientNetImageProcessor;
import io.alignstreams.align.image.RgbImage;
import io.alignstreams.align.onnx.GraphFile;
import io.alignstreams.align.onnx.TextGraph;
import io.alignstreams.align.text.BertTokenizer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes a model directory of a Hugging Face checkpoint: its files, copied, and two ONNX graphs whose weights are
 * references into the copied model.safetensors.
 *
 * <p>The directory appears whole or not at all. Nothing is held in memory but one buffer and the graphs without their
 * weights, so the heap does not grow with the checkpoint; in int8, the pictures that it is calibrated on, and a byte for
 * each of most weights of the image tower.
 */
public final class CheckpointImporter {
    private static final List<String> REQUIRED = List.of("config.json", "preprocessor_config.json", AlignModel.WEIGHTS);

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
        return importInto(out, modelId, null);
    }

    /**
     * Imports the checkpoint with an image tower in int8.
     *
     * @param calibration pictures to measure ranges on, and to compare with float32
     * @throws CheckpointException if the checkpoint is not one of ALIGN, or not whole, or int8 does not suit it
     */
    public ModelManifest importInt8Into(Path out, String modelId, CalibrationImages calibration) throws IOException {
        return importInto(out, modelId, calibration);
    }

    private ModelManifest importInto(Path out, String modelId, @Nullable CalibrationImages calibration)
            throws IOException {
        NewDirectory directory = new NewDirectory(out);
        AlignConfig config = AlignConfig.fromPretrained(checkpoint);
        requireSameDimension(config);
        AlignTensors.check(config, Safetensors.open(weights()));
        try (AlignProcessor processor = AlignProcessor.fromPretrained(checkpoint)) {
            requireOneCell(config, processor.imageProcessor());
            requireRoomFor(processor.tokenizer(), config);
            progress.accept("checked " + checkpoint);
            List<RgbImage> pictures = calibration == null ? null : calibration.preprocessed(processor.imageProcessor());
            return directory.fill(
                    unfinished -> fill(unfinished, config, processor.imageProcessor(), modelId, pictures));
        }
    }

    private ModelManifest fill(
            Path directory,
            AlignConfig config,
            EfficientNetImageProcessor imageProcessor,
            String modelId,
            @Nullable List<RgbImage> pictures)
            throws IOException {
        ModelDigest digest = new ModelDigest();
        SortedMap<String, Long> sizes = new TreeMap<>();
        for (String file : ModelDigest.FILES) {
            if (file.equals(AlignModel.WEIGHTS)) {
                progress.accept("copying " + file + ", " + Files.size(weights()) / 1_000_000 + " MB");
            }
            if (REQUIRED.contains(file) || Files.exists(checkpoint.resolve(file))) {
                try (OutputStream out = Files.newOutputStream(directory.resolve(file))) {
                    sizes.put(file, digest.addCopied(checkpoint, file, out));
                }
            }
        }

        progress.accept("writing the graphs of both towers");
        Safetensors weights = Safetensors.open(directory.resolve(AlignModel.WEIGHTS));
        VisionTower vision = new VisionTower(config.visionConfig(), imageProcessor, weights);
        SortedMap<String, String> graphs = new TreeMap<>();
        graphs.put(
                AlignModel.VISION_GRAPH,
                write(
                        directory.resolve(AlignModel.VISION_GRAPH),
                        pictures == null ? vision.fp32() : new Int8Calibration(vision, progress).graph(pictures)));
        graphs.put(
                AlignModel.TEXT_GRAPH,
                write(
                        directory.resolve(AlignModel.TEXT_GRAPH),
                        TextGraph.build(config.textConfig(), config.projectionDim(), weights)));
        ModelManifest manifest = new ModelManifest(
                ModelManifest.FORMAT_VERSION,
                modelId,
                digest.hex(),
                pictures == null ? Precision.FP32 : Precision.INT8,
                sizes,
                graphs);
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

    /** Gives the digest of what it writes. */
    private static String write(Path file, ModelProto model) throws IOException {
        byte[] bytes = model.toByteArray();
        Files.write(file, bytes);
        return GraphFile.sha256(bytes);
    }
}

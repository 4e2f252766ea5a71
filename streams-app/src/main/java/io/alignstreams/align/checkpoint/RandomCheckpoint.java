package io.alignstreams.align.checkpoint;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alignstreams.align.AlignConfig;
import io.alignstreams.align.AlignModel;
import io.alignstreams.align.AlignTextConfig;
import io.alignstreams.align.AlignVisionConfig;
import io.alignstreams.align.onnx.CalibrationGraph;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * Makes an untrained ALIGN in Hugging Face layout: the shapes of the real one, weights from a seed.
 *
 * <p>Weights are scaled so that activations neither vanish nor explode, and the batch norms' statistics are measured on
 * made-up pictures, so that different images get different embeddings. What it says of a picture means nothing.
 */
public final class RandomCheckpoint {
    private static final int CALIBRATION_PIXELS = 700_000;
    private static final int MOST_CALIBRATION_IMAGES = 128;
    private static final int MODEL_MAX_LENGTH = 64;

    private final AlignConfig config;
    private final ImageSizes sizes;
    private final long seed;

    /** Sides of the square that an image is resized to, and of the one cut from its centre, in pixels. */
    record ImageSizes(int resize, int crop) {}

    RandomCheckpoint(AlignConfig config, ImageSizes sizes, long seed) {
        this.config = config;
        this.sizes = sizes;
        this.seed = seed;
    }

    /** The models that can be made. */
    public enum Like {
        /** The architecture of kakaobrain/align-base: 172 million parameters. */
        BASE,
        /** All of its parts at a size for tests: half a million parameters. */
        TINY
    }

    /** Makes one like another; equal seeds make equal bytes. */
    public static RandomCheckpoint like(Like like, long seed) {
        return switch (like) {
            case BASE ->
                new RandomCheckpoint(
                        AlignConfig.fromTextVisionConfigs(AlignTextConfig.defaults(), vision(2.0, 3.1, 289, 640), 640),
                        new ImageSizes(346, 289),
                        seed);
            case TINY ->
                new RandomCheckpoint(
                        AlignConfig.fromTextVisionConfigs(tinyText(), vision(0.2, 1.1, 64, 64), 64),
                        new ImageSizes(77, 64),
                        seed);
        };
    }

    /**
     * Writes the checkpoint.
     *
     * @param out must not exist, or be an empty directory
     * @param progress told in words what is being done
     */
    public void write(Path out, Consumer<String> progress) throws IOException {
        new NewDirectory(out).fill(directory -> fill(directory, progress));
    }

    private Path fill(Path directory, Consumer<String> progress) throws IOException {
        Path weights = directory.resolve(AlignModel.WEIGHTS);
        List<TensorSpec> tensors = AlignTensors.of(config);
        long bytes = tensors.stream().mapToLong(TensorSpec::byteCount).sum();
        progress.accept("writing " + bytes / 1_000_000 + " MB of random weights");
        SafetensorsWriter.write(weights, tensors, new RandomWeights(seed));
        writeJson(directory.resolve("config.json"), config.toJson());
        writeJson(directory.resolve("preprocessor_config.json"), preprocessorConfig());
        writeJson(directory.resolve("tokenizer_config.json"), tokenizerConfig());
        Files.write(
                directory.resolve("vocab.txt"),
                SyntheticVocabulary.of(config.textConfig().vocabSize()));
        int count = Math.min(MOST_CALIBRATION_IMAGES, CALIBRATION_PIXELS / (sizes.crop() * sizes.crop()));
        progress.accept("measuring the batch norms' statistics on " + count + " made-up pictures");
        ByteBuffer pictures = CalibrationPictures.draw(seed, sizes.crop(), count);
        Safetensors written = Safetensors.open(weights);
        SafetensorsWriter.overwrite(
                written, CalibrationGraph.measure(config.visionConfig(), sizes.crop(), written, count, pictures));
        return directory;
    }

    private static AlignVisionConfig vision(double width, double depth, int imageSize, int hiddenDim) {
        AlignVisionConfig defaults = AlignVisionConfig.defaults();
        return new AlignVisionConfig(
                defaults.numChannels(),
                imageSize,
                width,
                depth,
                defaults.depthDivisor(),
                defaults.kernelSizes(),
                defaults.inChannels(),
                defaults.outChannels(),
                defaults.strides(),
                defaults.numBlockRepeats(),
                defaults.expandRatios(),
                defaults.depthwisePadding(),
                defaults.squeezeExpansionRatio(),
                defaults.hiddenAct(),
                hiddenDim,
                defaults.poolingType(),
                defaults.batchNormEps());
    }

    private static AlignTextConfig tinyText() {
        AlignTextConfig defaults = AlignTextConfig.defaults();
        return new AlignTextConfig(
                2000,
                64,
                2,
                4,
                256,
                defaults.hiddenAct(),
                64,
                defaults.typeVocabSize(),
                defaults.layerNormEps(),
                defaults.padTokenId(),
                defaults.positionEmbeddingType());
    }

    private ObjectNode preprocessorConfig() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putObject("crop_size").put("height", sizes.crop()).put("width", sizes.crop());
        json.put("do_center_crop", true);
        json.put("do_normalize", false);
        json.put("do_rescale", true);
        json.put("do_resize", true);
        json.put("image_processor_type", "EfficientNetImageProcessor");
        json.put("include_top", false);
        json.put("processor_class", "AlignProcessor");
        json.put("resample", 2);
        json.put("rescale_factor", 1 / 127.5);
        json.put("rescale_offset", true);
        json.putObject("size").put("height", sizes.resize()).put("width", sizes.resize());
        return json;
    }

    private ObjectNode tokenizerConfig() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("do_lower_case", true)
                .put(
                        "model_max_length",
                        Math.min(MODEL_MAX_LENGTH, config.textConfig().maxPositionEmbeddings()))
                .put("tokenizer_class", "BertTokenizer");
    }

    private static void writeJson(Path file, ObjectNode json) throws IOException {
        Files.writeString(file, json.toPrettyString() + "\n");
    }
}

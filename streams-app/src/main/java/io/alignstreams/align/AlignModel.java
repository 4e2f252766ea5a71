package io.alignstreams.align;

import io.alignstreams.align.checkpoint.PrivateWeights;
import io.alignstreams.align.checkpoint.Safetensors;
import io.alignstreams.align.image.EfficientNetImageProcessor;
import io.alignstreams.align.onnx.ExecutionProvider;
import io.alignstreams.align.onnx.ExecutionProviderException;
import io.alignstreams.align.onnx.OnnxOptions;
import io.alignstreams.align.text.BatchEncoding;
import java.io.IOException;
import java.nio.file.Path;

/**
 * ALIGN: an image tower and a text tower whose outputs are compared. Any number of threads may share one.
 *
 * <p>Source: {@code AlignModel} of Hugging Face transformers; "Scaling Up Visual and Vision-Language Representation
 * Learning With Noisy Text Supervision", arXiv:2102.05918.
 */
public final class AlignModel implements AutoCloseable {
    /** The image tower's file in a model directory. */
    public static final String VISION_GRAPH = "vision_model.onnx";

    /** The text tower's file in a model directory. */
    public static final String TEXT_GRAPH = "text_model.onnx";

    /** The weights' file in a checkpoint and in a model directory. */
    public static final String WEIGHTS = "model.safetensors";

    private final ModelManifest manifest;
    private final AlignConfig config;
    private final AlignTextModel textModel;
    private final AlignVisionModel visionModel;
    private final float temperature;

    private AlignModel(
            ModelManifest manifest,
            AlignConfig config,
            AlignTextModel textModel,
            AlignVisionModel visionModel,
            float temperature) {
        this.manifest = manifest;
        this.config = config;
        this.textModel = textModel;
        this.visionModel = visionModel;
        this.temperature = temperature;
    }

    /** What a model directory says of its towers. */
    private record Description(ModelManifest manifest, AlignConfig config, EfficientNetImageProcessor processor) {
        static Description read(Path modelDirectory) throws IOException {
            return new Description(
                    ModelManifest.fromPretrained(modelDirectory),
                    AlignConfig.fromPretrained(modelDirectory),
                    EfficientNetImageProcessor.fromPretrained(modelDirectory));
        }
    }

    /**
     * Loads both towers of a model directory, as {@code model import} writes it, while the digest of their weights is checked.
     * What becomes of the directory after that is of no account.
     *
     * @param options of the image tower; texts are computed with the same, but on all cores
     * @throws CheckpointException if a file is missing or is not what it should be
     * @throws ExecutionProviderException if it cannot be computed on what the options say
     */
    public static AlignModel fromPretrained(Path modelDirectory, OnnxOptions options) throws IOException {
        Description description = Description.read(modelDirectory);
        requireRunnable(description.manifest.precision(), options.provider());
        try (PrivateWeights weights = PrivateWeights.of(modelDirectory);
                Loading<AlignModel> model =
                        Loading.begin("towers", () -> open(modelDirectory, description, weights.folder(), options))) {
            weights.check(modelDirectory, description.manifest);
            return model.take();
        }
    }

    private static void requireRunnable(Precision precision, ExecutionProvider provider) {
        if (precision == Precision.INT8 && provider != ExecutionProvider.CPU) {
            throw new ExecutionProviderException(
                    "expected a model in fp32, found one in int8, which is for CPUs; import"
                            + " the checkpoint again without --precision");
        }
    }

    /**
     * Loads one tower after the other: at once they take a third more memory, for good. The text tower runs on all cores: labels
     * change seldom, and take effect as soon as it is done.
     */
    private static AlignModel open(Path modelDirectory, Description description, Path weights, OnnxOptions options)
            throws IOException {
        AlignConfig config = description.config;
        float temperature = temperatureOf(modelDirectory, weights);
        AlignVisionModel visionModel = AlignVisionModel.open(
                description.manifest.graph(modelDirectory, VISION_GRAPH),
                weights,
                config.visionConfig(),
                description.processor,
                options);
        try {
            AlignTextModel textModel = AlignTextModel.open(
                    description.manifest.graph(modelDirectory, TEXT_GRAPH),
                    weights,
                    config.textConfig(),
                    config.projectionDim(),
                    options.withThreads(Runtime.getRuntime().availableProcessors()));
            return new AlignModel(description.manifest, config, textModel, visionModel, temperature);
        } catch (IOException | RuntimeException | Error e) {
            visionModel.close();
            throw e;
        }
    }

    public ModelManifest manifest() {
        return manifest;
    }

    public AlignConfig config() {
        return config;
    }

    public AlignTextModel textModel() {
        return textModel;
    }

    public AlignVisionModel visionModel() {
        return visionModel;
    }

    /** Learned with the weights; logits are products of the embeddings divided by it. */
    public float temperature() {
        return temperature;
    }

    /** Image features, float32 [images, projection], not normalised: the image tower's pooled output. */
    public FloatTensor getImageFeatures(ImageBatch images) {
        return visionModel.pool(images);
    }

    /** Text features, float32 [texts, projection], not normalised. */
    public FloatTensor getTextFeatures(BatchEncoding texts) {
        return textModel.project(texts);
    }

    /**
     * Embeds both batches and compares each image with each text.
     *
     * @param returnLoss whether to compute the contrastive loss, for which image i and text i must be a pair
     */
    public AlignOutput forward(BatchEncoding texts, ImageBatch images, boolean returnLoss) {
        AlignVisionModel.Output vision = visionModel.forward(images);
        AlignTextModel.Output text = textModel.forward(texts);
        FloatTensor imageEmbeds = vision.poolerOutput().normalizeRows();
        FloatTensor textEmbeds = text.textFeatures().normalizeRows();
        FloatTensor logitsPerText = textEmbeds.timesTransposed(imageEmbeds, temperature);
        return new AlignOutput(
                returnLoss ? ContrastiveLoss.of(logitsPerText) : null,
                logitsPerText.transpose(),
                logitsPerText,
                textEmbeds,
                imageEmbeds,
                text,
                vision);
    }

    private static float temperatureOf(Path modelDirectory, Path weights) throws IOException {
        float temperature = Safetensors.open(weights.resolve(WEIGHTS)).floats("temperature")[0];
        if (!(temperature > 0) || Float.isInfinite(temperature)) {
            throw new CheckpointException(modelDirectory.resolve(WEIGHTS) + ": expected a temperature above 0, found "
                    + temperature + "; import another checkpoint");
        }
        return temperature;
    }

    @Override
    public void close() {
        try (visionModel) {
            textModel.close();
        }
    }
}

package io.alignstreams.align;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.alignstreams.align.image.EfficientNetImageProcessor;
import io.alignstreams.align.onnx.GraphFile;
import io.alignstreams.align.onnx.OnnxOptions;
import io.alignstreams.align.onnx.OnnxSession;
import io.alignstreams.align.onnx.OnnxSession.Expected;
import io.alignstreams.align.onnx.VisionGraph;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The image tower: EfficientNet without its top. Any number of threads may share one.
 *
 * <p>Source: {@code AlignVisionModel} of Hugging Face transformers.
 */
public final class AlignVisionModel implements AutoCloseable {
    private final OnnxSession session;
    private final int height;
    private final int width;

    private AlignVisionModel(OnnxSession session, int height, int width) {
        this.session = session;
        this.height = height;
        this.width = width;
    }

    /**
     * What the tower says of a batch.
     *
     * @param lastHiddenState float32 [batch, features, rows, columns]
     * @param poolerOutput float32 [batch, features], not normalised
     */
    public record Output(FloatTensor lastHiddenState, FloatTensor poolerOutput) {}

    static AlignVisionModel open(
            GraphFile graph,
            Path weights,
            AlignVisionConfig config,
            EfficientNetImageProcessor processor,
            OnnxOptions options)
            throws IOException {
        int height = processor.cropHeight();
        int width = processor.cropWidth();
        int rows = EfficientNetBlock.lastMapSide(config, height);
        int columns = EfficientNetBlock.lastMapSide(config, width);
        int features = config.embeddingDimension();
        OnnxSession session = OnnxSession.open(
                graph,
                weights,
                options,
                List.of(new Expected(VisionGraph.PIXELS, OnnxJavaType.UINT8, -1, height, width, config.numChannels())),
                List.of(
                        new Expected(VisionGraph.LAST_HIDDEN_STATE, OnnxJavaType.FLOAT, -1, features, rows, columns),
                        new Expected(VisionGraph.POOLER_OUTPUT, OnnxJavaType.FLOAT, -1, features)),
                Set.of());
        return new AlignVisionModel(session, height, width);
    }

    /** Runs the tower and gives everything it computes. */
    public Output forward(ImageBatch images) {
        Map<String, FloatTensor> outputs =
                run(images, Set.of(VisionGraph.LAST_HIDDEN_STATE, VisionGraph.POOLER_OUTPUT));
        return new Output(
                Tensors.named(outputs, VisionGraph.LAST_HIDDEN_STATE),
                Tensors.named(outputs, VisionGraph.POOLER_OUTPUT));
    }

    /** The pooled features alone, float32 [batch, features], not normalised. */
    public FloatTensor pool(ImageBatch images) {
        return Tensors.named(run(images, Set.of(VisionGraph.POOLER_OUTPUT)), VisionGraph.POOLER_OUTPUT);
    }

    private Map<String, FloatTensor> run(ImageBatch images, Set<String> outputs) {
        long[] shape = {images.batchSize(), height, width, 3};
        int expected = images.batchSize() * height * width * 3;
        if (images.pixels().remaining() != expected) {
            throw new IllegalArgumentException("expected " + expected + " bytes for " + images.batchSize()
                    + " images of " + width + "x" + height + ", found "
                    + images.pixels().remaining());
        }
        try (OnnxTensor pixels =
                OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), images.pixels(), shape, OnnxJavaType.UINT8)) {
            return session.run(Map.of(VisionGraph.PIXELS, pixels), outputs, Tensors::copy);
        } catch (OrtException e) {
            throw new IllegalStateException(
                    "the image tower failed on a batch of " + images.batchSize() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        session.close();
    }
}

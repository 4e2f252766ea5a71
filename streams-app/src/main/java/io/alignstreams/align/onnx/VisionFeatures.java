package io.alignstreams.align.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.alignstreams.align.ImageBatch;
import io.alignstreams.align.checkpoint.Safetensors;
import io.alignstreams.align.image.RgbImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The features that a graph gives which is not part of a model yet. */
public final class VisionFeatures {
    private VisionFeatures() {}

    /**
     * Runs an image tower over images, one at a time.
     *
     * @param weights that the graph refers to
     * @param images as the preprocessor crops them
     * @return for each image its features, not normalised
     */
    public static List<float[]> of(ModelProto graph, Safetensors weights, List<RgbImage> images) {
        List<float[]> features = new ArrayList<>(images.size());
        try (CalibrationSession session = CalibrationSession.open(graph, weights)) {
            for (RgbImage image : images) {
                Map<String, float[]> outputs = session.run(
                        ImageBatch.of(List.of(image)).pixels(),
                        new long[] {1, image.height(), image.width(), 3},
                        Set.of(VisionGraph.POOLER_OUTPUT));
                features.add(Objects.requireNonNull(outputs.get(VisionGraph.POOLER_OUTPUT)));
            }
        }
        return features;
    }
}

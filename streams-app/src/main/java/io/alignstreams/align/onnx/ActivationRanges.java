package io.alignstreams.align.onnx;

import static io.alignstreams.align.onnx.GraphBuilder.attribute;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.alignstreams.align.AlignVisionConfig;
import io.alignstreams.align.CheckpointException;
import io.alignstreams.align.ImageBatch;
import io.alignstreams.align.checkpoint.Safetensors;
import io.alignstreams.align.image.RgbImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The image tower in float32, asked over images what each convolution that int8 pays for takes. The extremes are taken in
 * the graph, one image at a time, so that no activation leaves it: the first ones of a full-size model have 16 MB.
 */
public final class ActivationRanges {
    private static final String MIN = ".input_min";
    private static final String MAX = ".input_max";

    private final List<String> convolutions = new ArrayList<>();

    private ActivationRanges() {}

    /**
     * Measures ranges.
     *
     * @param images as the preprocessor crops them
     * @return by the convolution's name
     * @throws CheckpointException if an activation is not finite
     */
    public static Map<String, ActivationRange> measure(
            AlignVisionConfig config, float[] rescaleTable, Safetensors weights, List<RgbImage> images)
            throws IOException {
        ActivationRanges ranges = new ActivationRanges();
        RgbImage first = images.get(0);
        ModelProto graph = ranges.graph(config, first.height(), first.width(), rescaleTable, weights);
        try (CalibrationSession session = CalibrationSession.open(graph, weights)) {
            return ranges.over(session, images);
        }
    }

    private ModelProto graph(AlignVisionConfig config, int height, int width, float[] rescaleTable, Safetensors weights)
            throws IOException {
        GraphBuilder graph = new GraphBuilder("align_vision_model_ranges", weights);
        VisionGraph.add(graph, config, VisionLayers::storedStatistics, new Observed(), height, width, rescaleTable);
        return graph.build();
    }

    private Map<String, ActivationRange> over(CalibrationSession session, List<RgbImage> images) {
        List<String> outputs = new ArrayList<>();
        convolutions.forEach(name -> outputs.addAll(List.of(name + MIN, name + MAX)));
        Map<String, ActivationRange> ranges = new HashMap<>();
        for (RgbImage image : images) {
            Map<String, float[]> extremes = session.run(
                    ImageBatch.of(List.of(image)).pixels(),
                    new long[] {1, image.height(), image.width(), 3},
                    Set.copyOf(outputs));
            for (String name : convolutions) {
                ranges.merge(name, range(name, extremes), ActivationRange::union);
            }
        }
        return ranges;
    }

    private static ActivationRange range(String convolution, Map<String, float[]> extremes) {
        try {
            return new ActivationRange(only(extremes, convolution + MIN), only(extremes, convolution + MAX));
        } catch (IllegalArgumentException e) {
            throw new CheckpointException(convolution + ": " + e.getMessage() + "; are the weights whole?", e);
        }
    }

    private static float only(Map<String, float[]> outputs, String name) {
        float[] values = outputs.get(name);
        if (values == null || values.length != 1) {
            throw new IllegalStateException("expected one value of " + name + ", found " + outputs.keySet());
        }
        return values[0];
    }

    /** Float32, with two more outputs for each of the convolutions. */
    private final class Observed implements Pointwise {
        @Override
        public boolean channelsLast(PointwiseConvolution convolution) {
            return false;
        }

        @Override
        public FeatureMap apply(VisionLayers layers, PointwiseConvolution convolution, FeatureMap input) {
            if (convolution.paysInInt8()) {
                convolutions.add(convolution.name());
                observe(layers.graph(), "ReduceMin", convolution.name() + MIN, input);
                observe(layers.graph(), "ReduceMax", convolution.name() + MAX, input);
            }
            return layers.pointwise(convolution, input);
        }

        private static void observe(GraphBuilder graph, String operator, String name, FeatureMap input) {
            graph.node(operator, name, List.of(input.name()), attribute("keepdims", 0L));
            graph.output(name);
        }
    }
}

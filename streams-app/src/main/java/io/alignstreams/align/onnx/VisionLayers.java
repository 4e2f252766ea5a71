package io.alignstreams.align.onnx;

import static io.alignstreams.align.onnx.GraphBuilder.attribute;

import io.alignstreams.align.EfficientNetBlock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The layers that the image tower is made of, in float32. Each method adds one and gives its output. */
final class VisionLayers {
    private final GraphBuilder graph;
    private final BatchNorm batchNorm;
    private final float epsilon;
    private final Set<String> transposed = new HashSet<>();

    /** What stands for a batch norm: the stored statistics, or, to calibrate, those of the batch itself. */
    interface BatchNorm {
        String apply(GraphBuilder graph, String module, String input, float epsilon);
    }

    VisionLayers(GraphBuilder graph, BatchNorm batchNorm, float epsilon) {
        this.graph = graph;
        this.batchNorm = batchNorm;
        this.epsilon = epsilon;
    }

    GraphBuilder graph() {
        return graph;
    }

    float epsilon() {
        return epsilon;
    }

    FeatureMap stem(String pixelValues, int channels, int rows, int columns) {
        String module = "vision_model.embeddings";
        String hidden = graph.node(
                "Conv",
                module + ".convolution",
                List.of(pixelValues, graph.weight(module + ".convolution.weight")),
                attribute("kernel_shape", 3, 3),
                attribute("strides", 2, 2),
                attribute("pads", 0, 0, 1, 1));
        return silu(module, new FeatureMap(norm(module + ".batchnorm", hidden), channels, rows, columns, false));
    }

    FeatureMap pointwise(PointwiseConvolution convolution, FeatureMap input) {
        String hidden = graph.node(
                "Conv",
                convolution.name(),
                List.of(input.name(), graph.weight(convolution.name() + ".weight")),
                attribute("kernel_shape", 1, 1));
        return input.withChannels(norm(convolution.norm(), hidden), convolution.outChannels());
    }

    FeatureMap depthwise(EfficientNetBlock block, String module, FeatureMap input) {
        long before = block.paddingBefore();
        long after = block.paddingAfter();
        String hidden = graph.node(
                "Conv",
                module + ".depthwise_conv",
                List.of(input.name(), graph.weight(module + ".depthwise_conv.weight")),
                attribute("group", block.midChannels()),
                attribute("kernel_shape", block.kernel(), block.kernel()),
                attribute("strides", block.stride(), block.stride()),
                attribute("pads", before, before, after, after));
        return silu(
                module,
                new FeatureMap(
                        norm(module + ".depthwise_norm", hidden),
                        block.midChannels(),
                        block.outputSize(input.rows()),
                        block.outputSize(input.columns()),
                        false));
    }

    /**
     * Multiplies every channel by a factor that its mean decides on. ONNX Runtime keeps the product in its blocked layout
     * only if both factors are known to have one shape, so the gate is spread over the map and the shape declared. Where
     * channels come last, there is no such layout to keep.
     */
    FeatureMap squeezeExcite(String module, FeatureMap input, boolean channelsLast) {
        String squeezed = graph.node("GlobalAveragePool", module + ".squeeze", List.of(input.name()));
        String reduced = silu(module + ".reduce", pointwiseWithBias(module + ".reduce", squeezed));
        String gate = graph.node("Sigmoid", module + ".gate", List.of(pointwiseWithBias(module + ".expand", reduced)));
        FeatureMap factor = inOrder(input, channelsLast);
        String factors = channelsLast ? last(module, gate, input) : spread(module, gate, input);
        return factor.named(graph.node("Mul", module + ".excite", List.of(factor.name(), factors)));
    }

    private String last(String module, String gate, FeatureMap map) {
        String shape = graph.longs("gate_of_" + map.channels(), -1, 1, 1, map.channels());
        return graph.node("Reshape", module + ".gate_last", List.of(gate, shape));
    }

    private String spread(String module, String gate, FeatureMap map) {
        String scales = graph.floats(
                "spread_" + map.rows() + "x" + map.columns(), List.of(4L), 1, 1, map.rows(), map.columns());
        String spread = graph.node(
                "Resize",
                module + ".gate_spread",
                List.of(gate, "", scales),
                attribute("mode", "nearest"),
                attribute("coordinate_transformation_mode", "asymmetric"),
                attribute("nearest_mode", "floor"));
        graph.declare(spread, "batch", map.channels(), map.rows(), map.columns());
        return spread;
    }

    private String pointwiseWithBias(String module, String input) {
        return graph.node(
                "Conv",
                module,
                List.of(input, graph.weight(module + ".weight"), graph.weight(module + ".bias")),
                attribute("kernel_shape", 1, 1));
    }

    /** The map with its channels where they are wanted. */
    FeatureMap inOrder(FeatureMap map, boolean channelsLast) {
        if (map.channelsLast() == channelsLast) {
            return map;
        }
        String name = map.name() + (channelsLast ? ".channels_last" : ".channels_first");
        if (transposed.add(name)) {
            long[] permutation = channelsLast ? new long[] {0, 2, 3, 1} : new long[] {0, 3, 1, 2};
            graph.node("Transpose", name, List.of(map.name()), attribute("perm", permutation));
        }
        return new FeatureMap(name, map.channels(), map.rows(), map.columns(), channelsLast);
    }

    FeatureMap silu(String module, FeatureMap input) {
        return input.named(silu(module, input.name()));
    }

    private String silu(String module, String input) {
        String sigmoid = graph.node("Sigmoid", module + ".sigmoid", List.of(input));
        return graph.node("Mul", module + ".silu", List.of(input, sigmoid));
    }

    private String norm(String module, String input) {
        return batchNorm.apply(graph, module, input, epsilon);
    }

    static String storedStatistics(GraphBuilder graph, String module, String input, float epsilon) {
        return graph.node(
                "BatchNormalization",
                module,
                List.of(
                        input,
                        graph.weight(module + ".weight"),
                        graph.weight(module + ".bias"),
                        graph.weight(module + ".running_mean"),
                        graph.weight(module + ".running_var")),
                attribute("epsilon", epsilon));
    }
}

package io.alignstreams.align.onnx;

import static io.alignstreams.align.onnx.GraphBuilder.attribute;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.alignstreams.align.AlignVisionConfig;
import io.alignstreams.align.EfficientNetBlock;
import io.alignstreams.align.checkpoint.Safetensors;
import java.util.List;

/**
 * The image tower as an ONNX graph: bytes in, features out.
 *
 * <pre>
 * pixels uint8 [batch, height, width, channels] ─ rescale table ─ stem ─ blocks ─┬─ last_hidden_state [batch, features, h, w]
 *                                                                                 └─ pooled ─ pooler_output [batch, features]
 * </pre>
 *
 * <p>Batch norms stay nodes of their own: ONNX Runtime folds them into the convolutions when it loads the graph.
 *
 * <p>Source: {@code AlignVisionModel} of Hugging Face transformers.
 */
public final class VisionGraph {
    public static final String PIXELS = "pixels";
    public static final String LAST_HIDDEN_STATE = "last_hidden_state";
    public static final String POOLER_OUTPUT = "pooler_output";

    private final GraphBuilder graph;
    private final AlignVisionConfig config;
    private final BatchNorm batchNorm;

    /** What stands for a batch norm: the stored statistics, or, to calibrate, those of the batch itself. */
    interface BatchNorm {
        String apply(GraphBuilder graph, String module, String input, float epsilon);
    }

    private VisionGraph(GraphBuilder graph, AlignVisionConfig config, BatchNorm batchNorm) {
        this.graph = graph;
        this.config = config;
        this.batchNorm = batchNorm;
    }

    /**
     * Builds the graph.
     *
     * @param height of the cropped image, in pixels
     * @param width of the cropped image, in pixels
     * @param rescaleTable the float32 value of each byte, 256 for every channel
     * @param weights which the graph will refer to
     */
    public static ModelProto build(
            AlignVisionConfig config, int height, int width, float[] rescaleTable, Safetensors weights) {
        GraphBuilder graph = new GraphBuilder("align_vision_model", weights);
        new VisionGraph(graph, config, VisionGraph::storedStatistics).add(height, width, rescaleTable);
        return graph.build();
    }

    static void add(
            GraphBuilder graph, AlignVisionConfig config, BatchNorm batchNorm, int height, int width, float[] table) {
        new VisionGraph(graph, config, batchNorm).add(height, width, table);
    }

    private void add(int height, int width, float[] rescaleTable) {
        int channels = config.numChannels();
        graph.input(PIXELS, DataType.UINT8, "batch", height, width, channels);
        String hidden = stem(PixelGraph.add(graph, PIXELS, channels, rescaleTable));
        int rows = EfficientNetBlock.stemOutputSize(height);
        int columns = EfficientNetBlock.stemOutputSize(width);
        List<EfficientNetBlock> blocks = EfficientNetBlock.of(config);
        for (EfficientNetBlock block : blocks) {
            rows = block.outputSize(rows);
            columns = block.outputSize(columns);
            hidden = block(block, hidden, rows, columns);
        }
        graph.node("Identity", LAST_HIDDEN_STATE, List.of(hidden));
        String pooled = graph.node(
                config.poolingType().equals("max") ? "GlobalMaxPool" : "GlobalAveragePool", "pooler", List.of(hidden));
        graph.node("Flatten", POOLER_OUTPUT, List.of(pooled));
        graph.output(LAST_HIDDEN_STATE, "batch", config.embeddingDimension(), rows, columns);
        graph.output(POOLER_OUTPUT, "batch", config.embeddingDimension());
    }

    private String stem(String pixelValues) {
        String module = "vision_model.embeddings";
        String hidden = graph.node(
                "Conv",
                module + ".convolution",
                List.of(pixelValues, graph.weight(module + ".convolution.weight")),
                attribute("kernel_shape", 3, 3),
                attribute("strides", 2, 2),
                attribute("pads", 0, 0, 1, 1));
        return silu(module, norm(module + ".batchnorm", hidden));
    }

    private String block(EfficientNetBlock block, String input, int rows, int columns) {
        String module = "vision_model.encoder.blocks." + block.index();
        String hidden = input;
        if (block.expands()) {
            String expansion = module + ".expansion";
            hidden = pointwise(expansion + ".expand_conv", hidden);
            hidden = silu(expansion, norm(expansion + ".expand_bn", hidden));
        }
        hidden = depthwise(block, module + ".depthwise_conv", hidden);
        hidden = squeezeExcite(module + ".squeeze_excite", hidden, block.midChannels(), rows, columns);
        hidden = norm(module + ".projection.project_bn", pointwise(module + ".projection.project_conv", hidden));
        return block.residual() ? graph.node("Add", module + ".residual", List.of(hidden, input)) : hidden;
    }

    private String depthwise(EfficientNetBlock block, String module, String input) {
        long before = block.paddingBefore();
        long after = block.paddingAfter();
        String hidden = graph.node(
                "Conv",
                module + ".depthwise_conv",
                List.of(input, graph.weight(module + ".depthwise_conv.weight")),
                attribute("group", block.midChannels()),
                attribute("kernel_shape", block.kernel(), block.kernel()),
                attribute("strides", block.stride(), block.stride()),
                attribute("pads", before, before, after, after));
        return silu(module, norm(module + ".depthwise_norm", hidden));
    }

    /**
     * A factor for every channel. It is spread over the map before it multiplies, and its shape is declared, for ONNX Runtime
     * keeps a product in its blocked layout only if both factors are known to have one shape.
     */
    private String squeezeExcite(String module, String input, int channels, int rows, int columns) {
        String squeezed = graph.node("GlobalAveragePool", module + ".squeeze", List.of(input));
        String reduced = silu(module + ".reduce", pointwiseWithBias(module + ".reduce", squeezed));
        String gate = graph.node("Sigmoid", module + ".gate", List.of(pointwiseWithBias(module + ".expand", reduced)));
        String spread = graph.node(
                "Resize",
                module + ".spread_gate",
                List.of(gate, "", graph.floats("spread_" + rows + "x" + columns, List.of(4L), 1, 1, rows, columns)),
                attribute("mode", "nearest"),
                attribute("coordinate_transformation_mode", "asymmetric"),
                attribute("nearest_mode", "floor"));
        graph.declare(spread, "batch", channels, rows, columns);
        return graph.node("Mul", module + ".excite", List.of(input, spread));
    }

    private String pointwise(String module, String input) {
        return graph.node(
                "Conv", module, List.of(input, graph.weight(module + ".weight")), attribute("kernel_shape", 1, 1));
    }

    private String pointwiseWithBias(String module, String input) {
        return graph.node(
                "Conv",
                module,
                List.of(input, graph.weight(module + ".weight"), graph.weight(module + ".bias")),
                attribute("kernel_shape", 1, 1));
    }

    private String silu(String module, String input) {
        String sigmoid = graph.node("Sigmoid", module + ".sigmoid", List.of(input));
        return graph.node("Mul", module + ".silu", List.of(input, sigmoid));
    }

    private String norm(String module, String input) {
        return batchNorm.apply(graph, module, input, (float) config.batchNormEps());
    }

    private static String storedStatistics(GraphBuilder graph, String module, String input, float epsilon) {
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

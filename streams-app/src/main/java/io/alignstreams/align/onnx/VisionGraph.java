package io.alignstreams.align.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.alignstreams.align.AlignVisionConfig;
import io.alignstreams.align.EfficientNetBlock;
import io.alignstreams.align.checkpoint.Safetensors;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * The image tower as an ONNX graph: bytes in, features out.
 *
 * <pre>
 * pixels uint8 [batch, height, width, channels] ─ rescale ─ stem ─ blocks ─┬─ last_hidden_state [batch, features, h, w]
 *                                                                          └─ pooled ─ pooler_output [batch, features]
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
    private final VisionLayers layers;
    private final Pointwise pointwise;

    private VisionGraph(
            GraphBuilder graph, AlignVisionConfig config, VisionLayers.BatchNorm batchNorm, Pointwise pointwise) {
        this.graph = graph;
        this.config = config;
        this.layers = new VisionLayers(graph, batchNorm, (float) config.batchNormEps());
        this.pointwise = pointwise;
    }

    /**
     * Builds the graph in float32.
     *
     * @param height of the cropped image, in pixels
     * @param width of the cropped image, in pixels
     * @param rescaleTable the float32 value of each byte, 256 for every channel
     * @param weights which the graph will refer to
     */
    public static ModelProto build(
            AlignVisionConfig config, int height, int width, float[] rescaleTable, Safetensors weights)
            throws IOException {
        GraphBuilder graph = new GraphBuilder("align_vision_model", weights);
        add(graph, config, VisionLayers::storedStatistics, Pointwise.FP32, height, width, rescaleTable);
        return graph.build();
    }

    /**
     * Builds the graph with most of its 1×1 convolutions in int8. It holds their weights itself, a byte each, and refers to
     * the others.
     *
     * @param ranges of what they take, by the convolution's name, as {@link ActivationRanges} measures them
     */
    public static ModelProto buildInt8(
            AlignVisionConfig config,
            int height,
            int width,
            float[] rescaleTable,
            Safetensors weights,
            Map<String, ActivationRange> ranges)
            throws IOException {
        GraphBuilder graph = new GraphBuilder("align_vision_model_int8", weights);
        Pointwise pointwise = new Int8Pointwise(weights, ranges);
        add(graph, config, VisionLayers::storedStatistics, pointwise, height, width, rescaleTable);
        return graph.build();
    }

    static void add(
            GraphBuilder graph,
            AlignVisionConfig config,
            VisionLayers.BatchNorm batchNorm,
            Pointwise pointwise,
            int height,
            int width,
            float[] table)
            throws IOException {
        new VisionGraph(graph, config, batchNorm, pointwise).add(height, width, table);
    }

    private void add(int height, int width, float[] rescaleTable) throws IOException {
        int channels = config.numChannels();
        graph.input(PIXELS, DataType.UINT8, "batch", height, width, channels);
        FeatureMap hidden = layers.stem(
                PixelGraph.add(graph, PIXELS, channels, rescaleTable),
                EfficientNetBlock.stemChannels(config),
                EfficientNetBlock.stemOutputSize(height),
                EfficientNetBlock.stemOutputSize(width));
        for (EfficientNetBlock block : EfficientNetBlock.of(config)) {
            hidden = block(block, hidden);
        }
        hidden = layers.inOrder(hidden, false);
        graph.node("Identity", LAST_HIDDEN_STATE, List.of(hidden.name()));
        String pooled = graph.node(
                config.poolingType().equals("max") ? "GlobalMaxPool" : "GlobalAveragePool",
                "pooler",
                List.of(hidden.name()));
        graph.node("Flatten", POOLER_OUTPUT, List.of(pooled));
        graph.output(LAST_HIDDEN_STATE, "batch", config.embeddingDimension(), hidden.rows(), hidden.columns());
        graph.output(POOLER_OUTPUT, "batch", config.embeddingDimension());
    }

    private FeatureMap block(EfficientNetBlock block, FeatureMap input) throws IOException {
        String module = module(block);
        FeatureMap hidden = input;
        if (block.expands()) {
            PointwiseConvolution expansion = PointwiseConvolution.expansion(block);
            hidden = layers.inOrder(hidden, pointwise.channelsLast(expansion));
            hidden = layers.silu(module + ".expansion", pointwise.apply(layers, expansion, hidden));
        }
        hidden = layers.depthwise(block, module + ".depthwise_conv", layers.inOrder(hidden, false));
        PointwiseConvolution projection = PointwiseConvolution.projection(block);
        hidden = layers.squeezeExcite(module + ".squeeze_excite", hidden, pointwise.channelsLast(projection));
        hidden = pointwise.apply(layers, projection, hidden);
        if (!block.residual()) {
            return hidden;
        }
        FeatureMap shortcut = layers.inOrder(input, hidden.channelsLast());
        return hidden.named(graph.node("Add", module + ".residual", List.of(hidden.name(), shortcut.name())));
    }

    static String module(EfficientNetBlock block) {
        return "vision_model.encoder.blocks." + block.index();
    }
}

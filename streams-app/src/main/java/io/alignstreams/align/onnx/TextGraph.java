package io.alignstreams.align.onnx;

import static io.alignstreams.align.onnx.GraphBuilder.attribute;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.alignstreams.align.AlignTextConfig;
import io.alignstreams.align.checkpoint.Safetensors;
import java.util.List;

/**
 * The text tower as an ONNX graph.
 *
 * <pre>
 * input_ids      ─┐                        ┌─ last_hidden_state [batch, sequence, hidden]
 * attention_mask ─┼─ embeddings ─ layers ──┼─ position 0 ─ text_projection ─ text_features [batch, projection]
 * token_type_ids ─┘  all int64             └─ position 0 ─ pooler, tanh ─ pooler_output [batch, hidden]
 *                    [batch, sequence]
 * </pre>
 *
 * <p>Between attention's own products the hidden state is kept as [batch·sequence, hidden], so that every linear layer is
 * one Gemm on the weight as the checkpoint stores it, [out, in]. {@code pooler_output} is there only if the checkpoint
 * holds the pooler, which the text features do not use.
 *
 * <p>Source: {@code AlignTextModel} and {@code AlignModel.get_text_features} of Hugging Face transformers.
 */
public final class TextGraph {
    public static final String INPUT_IDS = "input_ids";
    public static final String ATTENTION_MASK = "attention_mask";
    public static final String TOKEN_TYPE_IDS = "token_type_ids";
    public static final String LAST_HIDDEN_STATE = "last_hidden_state";
    public static final String POOLER_OUTPUT = "pooler_output";
    public static final String TEXT_FEATURES = "text_features";

    private static final String POOLER = "text_model.pooler.dense";

    private final GraphBuilder graph;
    private final AlignTextConfig config;

    private TextGraph(GraphBuilder graph, AlignTextConfig config) {
        this.graph = graph;
        this.config = config;
    }

    /**
     * Builds the graph.
     *
     * @param projectionDim of the text features
     * @param weights which the graph will refer to
     */
    public static ModelProto build(AlignTextConfig config, int projectionDim, Safetensors weights) {
        GraphBuilder graph = new GraphBuilder("align_text_model", weights);
        new TextGraph(graph, config).add(projectionDim);
        return graph.build();
    }

    private void add(int projectionDim) {
        for (String input : List.of(INPUT_IDS, ATTENTION_MASK, TOKEN_TYPE_IDS)) {
            graph.input(input, DataType.INT64, "batch", "sequence");
        }
        int hiddenSize = config.hiddenSize();
        String sizes = graph.node("Shape", "sizes", List.of(INPUT_IDS));
        String bias = attentionBias();
        String hidden = embeddings();
        String heads = headShape(sizes);
        for (int i = 0; i < config.numHiddenLayers(); i++) {
            hidden = layer("text_model.encoder.layer." + i, hidden, heads, bias);
        }
        String shape = graph.node(
                "Concat",
                "hidden_shape",
                List.of(sizes, graph.longs("hidden_size", hiddenSize)),
                attribute("axis", 0L));
        graph.node("Reshape", LAST_HIDDEN_STATE, List.of(hidden, shape));
        String first = graph.node(
                "Gather", "cls", List.of(LAST_HIDDEN_STATE, graph.scalar("position_0", 0)), attribute("axis", 1L));
        linearNamed(TEXT_FEATURES, "text_projection", first);
        graph.output(LAST_HIDDEN_STATE, "batch", "sequence", hiddenSize);
        graph.output(TEXT_FEATURES, "batch", projectionDim);
        if (graph.hasWeight(POOLER + ".weight") && graph.hasWeight(POOLER + ".bias")) {
            graph.node("Tanh", POOLER_OUTPUT, List.of(linear(POOLER, first)));
            graph.output(POOLER_OUTPUT, "batch", hiddenSize);
        }
    }

    /** What is added to attention's scores: 0 for a token, the lowest float32 for padding; [batch, 1, 1, sequence]. */
    private String attentionBias() {
        String mask = graph.node("Cast", "mask", List.of(ATTENTION_MASK), attribute("to", DataType.FLOAT.getNumber()));
        String padding = graph.node("Sub", "padding", List.of(graph.floats("one", List.of(), 1f), mask));
        String bias = graph.node(
                "Mul", "padding_bias", List.of(padding, graph.floats("lowest", List.of(), -Float.MAX_VALUE)));
        return graph.node("Unsqueeze", "attention_bias", List.of(bias, graph.longs("head_and_query_axes", 1, 2)));
    }

    private String embeddings() {
        String module = "text_model.embeddings";
        String words = graph.node(
                "Gather", module + ".words", List.of(graph.weight(module + ".word_embeddings.weight"), INPUT_IDS));
        String types = graph.node(
                "Gather",
                module + ".types",
                List.of(graph.weight(module + ".token_type_embeddings.weight"), TOKEN_TYPE_IDS));
        String length = graph.node("Shape", "sequence_length", List.of(INPUT_IDS), attribute("start", 1L));
        String positions = graph.node(
                "Slice",
                module + ".positions",
                List.of(
                        graph.weight(module + ".position_embeddings.weight"),
                        graph.longs("from_position_0", 0),
                        length));
        String sum = graph.node("Add", module + ".words_and_types", List.of(words, types));
        sum = graph.node("Add", module + ".sum", List.of(sum, positions));
        String rows = graph.node(
                "Reshape", module + ".rows", List.of(sum, graph.longs("rows_of_hidden", -1, config.hiddenSize())));
        return layerNorm(module + ".LayerNorm", rows);
    }

    /** [batch, sequence, heads, hidden / heads] */
    private String headShape(String sizes) {
        long heads = config.numAttentionHeads();
        return graph.node(
                "Concat",
                "head_shape",
                List.of(sizes, graph.longs("heads", heads, config.hiddenSize() / heads)),
                attribute("axis", 0L));
    }

    private String layer(String module, String input, String headShape, String attentionBias) {
        String context = attention(module + ".attention", input, headShape, attentionBias);
        String attended = graph.node(
                "Add",
                module + ".attention.residual",
                List.of(linear(module + ".attention.output.dense", context), input));
        attended = layerNorm(module + ".attention.output.LayerNorm", attended);
        String wide = linear(module + ".intermediate.dense", attended);
        wide = graph.node("Gelu", module + ".intermediate.gelu", List.of(wide));
        String output =
                graph.node("Add", module + ".residual", List.of(linear(module + ".output.dense", wide), attended));
        return layerNorm(module + ".output.LayerNorm", output);
    }

    private String attention(String module, String input, String headShape, String attentionBias) {
        String query = heads(module + ".self.query", input, headShape, 0, 2, 1, 3);
        String key = heads(module + ".self.key", input, headShape, 0, 2, 3, 1);
        String value = heads(module + ".self.value", input, headShape, 0, 2, 1, 3);
        float scale = (float) Math.sqrt((double) config.hiddenSize() / config.numAttentionHeads());
        String scores = graph.node("MatMul", module + ".products", List.of(query, key));
        scores = graph.node(
                "Div", module + ".scores", List.of(scores, graph.floats("sqrt_head_size", List.of(), scale)));
        scores = graph.node("Add", module + ".masked_scores", List.of(scores, attentionBias));
        String probabilities =
                graph.node("Softmax", module + ".probabilities", List.of(scores), attribute("axis", -1L));
        String context = graph.node("MatMul", module + ".head_context", List.of(probabilities, value));
        context = graph.node("Transpose", module + ".token_context", List.of(context), attribute("perm", 0, 2, 1, 3));
        return graph.node(
                "Reshape",
                module + ".context",
                List.of(context, graph.longs("rows_of_hidden", -1, config.hiddenSize())));
    }

    private String heads(String module, String input, String headShape, long... permutation) {
        String split = graph.node("Reshape", module + ".heads", List.of(linear(module, input), headShape));
        return graph.node("Transpose", module + ".heads_first", List.of(split), attribute("perm", permutation));
    }

    private String linear(String module, String input) {
        return linearNamed(module, module, input);
    }

    private String linearNamed(String output, String module, String input) {
        return graph.node(
                "Gemm",
                output,
                List.of(input, graph.weight(module + ".weight"), graph.weight(module + ".bias")),
                attribute("transB", 1L));
    }

    private String layerNorm(String module, String input) {
        return graph.node(
                "LayerNormalization",
                module,
                List.of(input, graph.weight(module + ".weight"), graph.weight(module + ".bias")),
                attribute("axis", -1L),
                attribute("epsilon", (float) config.layerNormEps()));
    }
}

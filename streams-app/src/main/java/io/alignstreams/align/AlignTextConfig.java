package io.alignstreams.align;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The text tower's configuration, {@code text_config} in config.json: a BERT.
 *
 * <p>Source: {@code AlignTextConfig} of Hugging Face transformers.
 *
 * @param vocabSize tokens in the vocabulary
 * @param hiddenSize of every token's vector, a multiple of {@code numAttentionHeads}
 * @param intermediateSize between the two linear layers that follow attention
 * @param hiddenAct {@code gelu}, the exact one
 * @param maxPositionEmbeddings longest sequence, in tokens
 * @param positionEmbeddingType {@code absolute}
 */
public record AlignTextConfig(
        int vocabSize,
        int hiddenSize,
        int numHiddenLayers,
        int numAttentionHeads,
        int intermediateSize,
        String hiddenAct,
        int maxPositionEmbeddings,
        int typeVocabSize,
        double layerNormEps,
        int padTokenId,
        String positionEmbeddingType) {

    private static final AlignTextConfig DEFAULTS =
            new AlignTextConfig(30522, 768, 12, 12, 3072, "gelu", 512, 2, 1e-12, 0, "absolute");

    /** What keys absent from config.json stand for. */
    public static AlignTextConfig defaults() {
        return DEFAULTS;
    }

    static AlignTextConfig fromJson(ConfigReader json) {
        AlignTextConfig config = new AlignTextConfig(
                json.positive("vocab_size", DEFAULTS.vocabSize),
                json.positive("hidden_size", DEFAULTS.hiddenSize),
                json.positive("num_hidden_layers", DEFAULTS.numHiddenLayers),
                json.positive("num_attention_heads", DEFAULTS.numAttentionHeads),
                json.positive("intermediate_size", DEFAULTS.intermediateSize),
                json.string("hidden_act", DEFAULTS.hiddenAct),
                json.positive("max_position_embeddings", DEFAULTS.maxPositionEmbeddings),
                json.positive("type_vocab_size", DEFAULTS.typeVocabSize),
                json.positive("layer_norm_eps", DEFAULTS.layerNormEps),
                json.index("pad_token_id", DEFAULTS.padTokenId),
                json.string("position_embedding_type", DEFAULTS.positionEmbeddingType));
        if (config.hiddenSize % config.numAttentionHeads != 0) {
            throw json.fault(
                    "hidden_size",
                    "a multiple of the " + config.numAttentionHeads + " attention heads",
                    config.hiddenSize);
        }
        if (!config.hiddenAct.equals("gelu")) {
            throw json.fault("hidden_act", "gelu", config.hiddenAct);
        }
        if (!config.positionEmbeddingType.equals("absolute")) {
            throw json.fault("position_embedding_type", "absolute", config.positionEmbeddingType);
        }
        return config;
    }

    ObjectNode toJson() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("model_type", "align_text_model")
                .put("vocab_size", vocabSize)
                .put("hidden_size", hiddenSize)
                .put("num_hidden_layers", numHiddenLayers)
                .put("num_attention_heads", numAttentionHeads)
                .put("intermediate_size", intermediateSize)
                .put("hidden_act", hiddenAct)
                .put("max_position_embeddings", maxPositionEmbeddings)
                .put("type_vocab_size", typeVocabSize)
                .put("layer_norm_eps", layerNormEps)
                .put("pad_token_id", padTokenId)
                .put("position_embedding_type", positionEmbeddingType);
    }
}

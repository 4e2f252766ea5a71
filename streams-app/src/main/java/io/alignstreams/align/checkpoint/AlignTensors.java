package io.alignstreams.align.checkpoint;

import io.alignstreams.align.AlignConfig;
import io.alignstreams.align.AlignTextConfig;
import io.alignstreams.align.AlignVisionConfig;
import io.alignstreams.align.CheckpointException;
import io.alignstreams.align.EfficientNetBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The names and shapes of ALIGN's tensors, in the order of Hugging Face's {@code state_dict}. */
public final class AlignTensors {
    /** Buffers that older versions of transformers saved with the weights; nothing reads them. */
    private static final Set<String> LEFTOVERS =
            Set.of("text_model.embeddings.position_ids", "text_model.embeddings.token_type_ids");

    private static final int MOST_FAULTS_NAMED = 10;

    private final List<TensorSpec> specs = new ArrayList<>();

    private AlignTensors() {}

    /** All tensors of a checkpoint with this configuration. */
    public static List<TensorSpec> of(AlignConfig config) {
        AlignTensors tensors = new AlignTensors();
        tensors.add("temperature");
        tensors.text(config.textConfig());
        tensors.vision(config.visionConfig());
        tensors.linear(
                "text_projection", config.projectionDim(), config.textConfig().hiddenSize());
        return List.copyOf(tensors.specs);
    }

    /**
     * Compares what a file holds with what the configuration asks for.
     *
     * @throws CheckpointException naming the first ten tensors that are missing, misshapen or unknown
     */
    static void check(AlignConfig config, Safetensors found) {
        List<TensorSpec> specs = of(config);
        List<String> faults = new ArrayList<>();
        for (TensorSpec spec : specs) {
            TensorEntry entry = found.tensors().get(spec.name());
            if (entry == null && !spec.optional()) {
                faults.add(spec.name() + ": expected " + spec.describe() + ", found none");
            } else if (entry != null
                    && !(entry.shape().equals(spec.shape()) && entry.dtype().equals(spec.dtype()))) {
                faults.add(spec.name() + ": expected " + spec.describe() + ", found " + entry.describe());
            }
        }
        Map<String, TensorSpec> known = specs.stream().collect(Collectors.toMap(TensorSpec::name, Function.identity()));
        found.tensors().values().stream()
                .filter(entry -> !known.containsKey(entry.name()) && !LEFTOVERS.contains(entry.name()))
                .forEach(entry -> faults.add(entry.name() + ": expected no such tensor, found " + entry.describe()));
        if (!faults.isEmpty()) {
            throw new CheckpointException(found.file() + " does not fit config.json:"
                    + faults.stream()
                            .limit(MOST_FAULTS_NAMED)
                            .map(fault -> "\n  " + fault)
                            .collect(Collectors.joining())
                    + (faults.size() > MOST_FAULTS_NAMED
                            ? "\n  and " + (faults.size() - MOST_FAULTS_NAMED) + " more"
                            : ""));
        }
    }

    private void text(AlignTextConfig config) {
        int hidden = config.hiddenSize();
        add("text_model.embeddings.word_embeddings.weight", config.vocabSize(), hidden);
        add("text_model.embeddings.position_embeddings.weight", config.maxPositionEmbeddings(), hidden);
        add("text_model.embeddings.token_type_embeddings.weight", config.typeVocabSize(), hidden);
        norm("text_model.embeddings.LayerNorm", hidden);
        for (int i = 0; i < config.numHiddenLayers(); i++) {
            String layer = "text_model.encoder.layer." + i;
            linear(layer + ".attention.self.query", hidden, hidden);
            linear(layer + ".attention.self.key", hidden, hidden);
            linear(layer + ".attention.self.value", hidden, hidden);
            linear(layer + ".attention.output.dense", hidden, hidden);
            norm(layer + ".attention.output.LayerNorm", hidden);
            linear(layer + ".intermediate.dense", config.intermediateSize(), hidden);
            linear(layer + ".output.dense", hidden, config.intermediateSize());
            norm(layer + ".output.LayerNorm", hidden);
        }
        addOptional("text_model.pooler.dense.weight", "F32", hidden, hidden);
        addOptional("text_model.pooler.dense.bias", "F32", hidden);
    }

    private void vision(AlignVisionConfig config) {
        int stem = EfficientNetBlock.stemChannels(config);
        add("vision_model.embeddings.convolution.weight", stem, config.numChannels(), 3, 3);
        batchNorm("vision_model.embeddings.batchnorm", stem);
        for (EfficientNetBlock block : EfficientNetBlock.of(config)) {
            String name = "vision_model.encoder.blocks." + block.index();
            int mid = block.midChannels();
            if (block.expands()) {
                add(name + ".expansion.expand_conv.weight", mid, block.inChannels(), 1, 1);
                batchNorm(name + ".expansion.expand_bn", mid);
            }
            add(name + ".depthwise_conv.depthwise_conv.weight", mid, 1, block.kernel(), block.kernel());
            batchNorm(name + ".depthwise_conv.depthwise_norm", mid);
            convolution(name + ".squeeze_excite.reduce", block.squeezeChannels(), mid);
            convolution(name + ".squeeze_excite.expand", mid, block.squeezeChannels());
            add(name + ".projection.project_conv.weight", block.outChannels(), mid, 1, 1);
            batchNorm(name + ".projection.project_bn", block.outChannels());
        }
    }

    private void linear(String module, int out, int in) {
        add(module + ".weight", out, in);
        add(module + ".bias", out);
    }

    private void convolution(String module, int out, int in) {
        add(module + ".weight", out, in, 1, 1);
        add(module + ".bias", out);
    }

    private void norm(String module, int size) {
        add(module + ".weight", size);
        add(module + ".bias", size);
    }

    private void batchNorm(String module, int channels) {
        norm(module, channels);
        add(module + ".running_mean", channels);
        add(module + ".running_var", channels);
        addOptional(module + ".num_batches_tracked", "I64");
    }

    private void add(String name, long... shape) {
        specs.add(spec(name, "F32", false, shape));
    }

    private void addOptional(String name, String dtype, long... shape) {
        specs.add(spec(name, dtype, true, shape));
    }

    private static TensorSpec spec(String name, String dtype, boolean optional, long... shape) {
        return new TensorSpec(
                name, dtype, java.util.Arrays.stream(shape).boxed().toList(), optional);
    }
}

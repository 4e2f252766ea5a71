package io.alignstreams.align;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.alignstreams.align.onnx.GraphFile;
import io.alignstreams.align.onnx.OnnxOptions;
import io.alignstreams.align.onnx.OnnxSession;
import io.alignstreams.align.onnx.OnnxSession.Expected;
import io.alignstreams.align.onnx.TextGraph;
import io.alignstreams.align.text.BatchEncoding;
import java.io.IOException;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The text tower: BERT, and the linear layer that brings it to the images' dimension. Any number of threads may share
 * one.
 *
 * <p>Source: {@code AlignTextModel} and {@code AlignModel.get_text_features} of Hugging Face transformers.
 */
public final class AlignTextModel implements AutoCloseable {
    private final OnnxSession session;
    private final AlignTextConfig config;

    private AlignTextModel(OnnxSession session, AlignTextConfig config) {
        this.session = session;
        this.config = config;
    }

    /**
     * What the tower says of a batch.
     *
     * @param lastHiddenState float32 [batch, sequence, hidden]
     * @param poolerOutput float32 [batch, hidden], which the text features do not use; null if the checkpoint came without
     *     a pooler
     * @param textFeatures float32 [batch, projection], not normalised
     */
    public record Output(
            FloatTensor lastHiddenState, @Nullable FloatTensor poolerOutput, FloatTensor textFeatures) {}

    static AlignTextModel open(
            GraphFile graph, Path weights, AlignTextConfig config, int projectionDim, OnnxOptions options)
            throws IOException {
        OnnxSession session = OnnxSession.open(
                graph,
                weights,
                options,
                List.of(
                        new Expected(TextGraph.INPUT_IDS, OnnxJavaType.INT64, -1, -1),
                        new Expected(TextGraph.ATTENTION_MASK, OnnxJavaType.INT64, -1, -1),
                        new Expected(TextGraph.TOKEN_TYPE_IDS, OnnxJavaType.INT64, -1, -1)),
                List.of(
                        new Expected(TextGraph.LAST_HIDDEN_STATE, OnnxJavaType.FLOAT, -1, -1, config.hiddenSize()),
                        new Expected(TextGraph.TEXT_FEATURES, OnnxJavaType.FLOAT, -1, projectionDim),
                        new Expected(TextGraph.POOLER_OUTPUT, OnnxJavaType.FLOAT, -1, config.hiddenSize())),
                Set.of(TextGraph.POOLER_OUTPUT));
        return new AlignTextModel(session, config);
    }

    /** Runs the tower and gives everything it computes. */
    public Output forward(BatchEncoding texts) {
        boolean pooled = session.hasOutput(TextGraph.POOLER_OUTPUT);
        Map<String, FloatTensor> outputs = run(
                texts,
                pooled
                        ? Set.of(TextGraph.LAST_HIDDEN_STATE, TextGraph.TEXT_FEATURES, TextGraph.POOLER_OUTPUT)
                        : Set.of(TextGraph.LAST_HIDDEN_STATE, TextGraph.TEXT_FEATURES));
        return new Output(
                Tensors.named(outputs, TextGraph.LAST_HIDDEN_STATE),
                outputs.get(TextGraph.POOLER_OUTPUT),
                Tensors.named(outputs, TextGraph.TEXT_FEATURES));
    }

    /** The projected features of position 0 alone, float32 [batch, projection], not normalised. */
    public FloatTensor project(BatchEncoding texts) {
        return Tensors.named(run(texts, Set.of(TextGraph.TEXT_FEATURES)), TextGraph.TEXT_FEATURES);
    }

    private Map<String, FloatTensor> run(BatchEncoding texts, Set<String> outputs) {
        if (texts.sequenceLength() > config.maxPositionEmbeddings()) {
            throw new IllegalArgumentException("expected at most " + config.maxPositionEmbeddings()
                    + " tokens (max_position_embeddings), found " + texts.sequenceLength() + "; truncate the text");
        }
        try (OnnxTensor ids = tensor(texts, texts.inputIds());
                OnnxTensor mask = tensor(texts, texts.attentionMask());
                OnnxTensor types = tensor(texts, texts.tokenTypeIds())) {
            return session.run(
                    Map.of(TextGraph.INPUT_IDS, ids, TextGraph.ATTENTION_MASK, mask, TextGraph.TOKEN_TYPE_IDS, types),
                    outputs,
                    Tensors::copy);
        } catch (OrtException e) {
            throw new IllegalStateException(
                    "the text tower failed on a batch of " + texts.batchSize() + ": " + e.getMessage(), e);
        }
    }

    private static OnnxTensor tensor(BatchEncoding texts, LongBuffer values) throws OrtException {
        long[] shape = {texts.batchSize(), texts.sequenceLength()};
        return OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), values, shape);
    }

    @Override
    public void close() {
        session.close();
    }
}

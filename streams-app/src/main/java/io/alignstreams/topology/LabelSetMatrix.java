package io.alignstreams.topology;

import io.alignstreams.schemas.LabelSet;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Embeds a label set's classes. */
final class LabelSetMatrix {
    private LabelSetMatrix() {}

    /**
     * Makes the matrix of a label set: little-endian float32 [classes, dimension].
     *
     * @throws NoDirectionException if the texts of a class cancel each other out
     * @throws RuntimeException if the system cannot embed
     */
    static ByteBuffer of(LabelSet labelSet, TextEmbedder embedder) {
        List<List<String>> classes = LabelClasses.of(labelSet);
        Map<String, Embedding> embeddings = embedder.byText(
                classes.stream().flatMap(List::stream).distinct().toList());
        int dimension = embedder.identity().dimension();
        ByteBuffer matrix = ByteBuffer.allocate(Math.multiplyExact(classes.size(), dimension * Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (List<String> texts : classes) {
            float[] sum = new float[dimension];
            for (String text : texts) {
                Embedding embedding = Objects.requireNonNull(embeddings.get(text));
                for (int i = 0; i < dimension; i++) {
                    sum[i] += embedding.get(i);
                }
            }
            for (float value : normalize(sum, texts).values()) {
                matrix.putFloat(value);
            }
        }
        return matrix.flip();
    }

    private static Embedding normalize(float[] sum, List<String> texts) {
        try {
            return Embedding.normalize(sum);
        } catch (IllegalArgumentException e) {
            throw new NoDirectionException(texts, e);
        }
    }
}

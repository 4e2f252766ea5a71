package io.alignstreams.topology;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Embeds texts. */
public interface TextEmbedder {
    ModelIdentity identity();

    /**
     * Embeds texts in their order; texts longer than the model takes are truncated.
     *
     * @throws RuntimeException if the system cannot embed
     */
    List<Embedding> embed(List<String> texts);

    /**
     * Embeds texts, none of which stands twice.
     *
     * @return the embeddings by their texts
     * @throws RuntimeException if the system cannot embed
     */
    default Map<String, Embedding> byText(List<String> texts) {
        List<Embedding> embedded = embed(texts);
        if (embedded.size() != texts.size()) {
            throw new IllegalStateException(
                    "expected " + texts.size() + " embeddings of texts, found " + embedded.size());
        }
        Map<String, Embedding> byText = new HashMap<>();
        for (int i = 0; i < texts.size(); i++) {
            byText.put(texts.get(i), embedded.get(i));
        }
        return byText;
    }
}

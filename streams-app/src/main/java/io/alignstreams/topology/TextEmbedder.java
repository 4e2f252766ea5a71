package io.alignstreams.topology;

import java.util.List;

/** Embeds texts. */
public interface TextEmbedder {
    ModelIdentity identity();

    /**
     * Embeds texts in their order; texts longer than the model takes are truncated.
     *
     * @throws RuntimeException if the system cannot embed
     */
    List<Embedding> embed(List<String> texts);
}

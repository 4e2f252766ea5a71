package io.alignstreams.embedding;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.alignstreams.topology.Embedding;
import io.alignstreams.topology.ModelIdentity;
import io.alignstreams.topology.TextEmbedder;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * An embedder of texts that keeps what it embedded, within a budget of bytes, so that a label set costs its new texts alone.
 * Any number of threads may share one.
 *
 * <p>Rounding in a text's vector hangs on the texts that it was embedded with; any such vector is as good as another.
 */
public final class CachingTextEmbedder implements TextEmbedder {
    /** What an embedding takes beside its floats and its text's characters. */
    private static final int ENTRY_BYTES = 400;

    private final TextEmbedder embedder;
    private final Cache<String, Embedding> embeddings;

    /**
     * Makes one that has nothing yet.
     *
     * @param maxBytes of the embeddings that are kept; 0 if none are
     */
    public CachingTextEmbedder(TextEmbedder embedder, long maxBytes, MeterRegistry meters) {
        this.embedder = embedder;
        this.embeddings = Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .executor(Runnable::run)
                .weigher((String text, Embedding embedding) ->
                        ENTRY_BYTES + Character.BYTES * text.length() + Float.BYTES * embedding.dimension())
                .recordStats()
                .build();
        CaffeineCacheMetrics.monitor(meters, embeddings, "texts");
    }

    @Override
    public ModelIdentity identity() {
        return embedder.identity();
    }

    @Override
    public List<Embedding> embed(List<String> texts) {
        Map<String, Embedding> found = new HashMap<>(embeddings.getAllPresent(texts));
        List<String> unknown = texts.stream()
                .distinct()
                .filter(text -> !found.containsKey(text))
                .toList();
        if (!unknown.isEmpty()) {
            Map<String, Embedding> made = embedder.byText(unknown);
            embeddings.putAll(made);
            found.putAll(made);
        }
        return texts.stream()
                .map(text -> Objects.requireNonNull(found.get(text)))
                .toList();
    }
}

package io.alignstreams.eval;

import io.alignstreams.align.image.ImageRefusedException;
import io.alignstreams.align.image.RgbImage;
import io.alignstreams.embedding.AlignTowers;
import io.alignstreams.schemas.LabelSet;
import io.alignstreams.topology.Embedding;
import io.alignstreams.topology.OfflineScorer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Embeds pictures and texts as the application does: decoded, preprocessed and run by its own code. */
public final class Embedder {
    private static final int BATCH = 16;

    private final AlignTowers towers;
    private final Map<String, Embedding> texts = new TreeMap<>();

    /** Embeds with towers that stay the caller's to close. */
    public Embedder(AlignTowers towers) {
        this.towers = towers;
    }

    /** Embeds encoded images, in their order. */
    List<Embedding> images(List<byte[]> images) {
        List<Embedding> embeddings = new ArrayList<>();
        for (int from = 0; from < images.size(); from += BATCH) {
            List<RgbImage> batch = images.subList(from, Math.min(images.size(), from + BATCH)).stream()
                    .map(this::prepare)
                    .toList();
            towers.run(batch).forEach(features -> embeddings.add(Embedding.normalize(features)));
        }
        return embeddings;
    }

    private RgbImage prepare(byte[] image) {
        try {
            return towers.prepare(image);
        } catch (ImageRefusedException e) {
            throw new IllegalStateException("a drawn picture was refused: " + e.getMessage(), e);
        }
    }

    /** Embeds a text, once. */
    Embedding text(String text) {
        return texts.computeIfAbsent(text, key -> towers.embed(List.of(key)).get(0));
    }

    /** Makes a label set ready to score. */
    OfflineScorer scorer(LabelSet labelSet) {
        return new OfflineScorer(labelSet, towers);
    }

    /** All texts that were embedded so far. */
    Map<String, Embedding> texts() {
        return texts;
    }
}

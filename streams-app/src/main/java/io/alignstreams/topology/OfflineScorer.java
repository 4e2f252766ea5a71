package io.alignstreams.topology;

import io.alignstreams.schemas.Emit;
import io.alignstreams.schemas.LabelScore;
import io.alignstreams.schemas.LabelSet;
import io.alignstreams.serde.TrustedClasses;
import java.util.List;

/** Scores images by a label set outside of any stream, as the stream does. Any number of threads may share one. */
public final class OfflineScorer {
    private final LabelSetScorer scorer;

    /** Embeds a label set, which has to keep the rules of {@link LabelSetRules}. */
    public OfflineScorer(LabelSet labelSet, TextEmbedder embedder) {
        TrustedClasses.trustGenerated();
        LabelSet whole = LabelSet.newBuilder(labelSet).setEmit(Emit.ALL).build();
        this.scorer = new LabelSetScorer(EmbedLabelSet.embed(0, whole, embedder));
    }

    /** Scores of all labels, by falling probability. */
    public List<LabelScore> score(Embedding image) {
        return scorer.score(image).labels();
    }
}

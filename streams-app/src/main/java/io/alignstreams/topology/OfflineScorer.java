package io.alignstreams.topology;

import io.alignstreams.schemas.ClassificationEvent;
import io.alignstreams.schemas.Emit;
import io.alignstreams.schemas.LabelScore;
import io.alignstreams.schemas.LabelSet;
import io.alignstreams.schemas.Lineage;
import io.alignstreams.schemas.Resolution;
import io.alignstreams.serde.TrustedClasses;
import java.util.List;

/** Scores images by a label set outside of any stream, as the stream does. Any number of threads may share one. */
public final class OfflineScorer {
    private final LabelSet labelSet;
    private final LabelSetScorer scorer;

    /** Embeds a label set, which has to keep the rules of {@link LabelSetRules}. */
    public OfflineScorer(LabelSet labelSet, TextEmbedder embedder) {
        TrustedClasses.trustGenerated();
        this.labelSet = labelSet;
        this.scorer = new LabelSetScorer(EmbedLabelSet.embed(0, labelSet, embedder));
    }

    /**
     * What an image has of a label set.
     *
     * @param labels all of them, by falling probability
     */
    public record Scores(String action, List<LabelScore> labels) {
        public Scores {
            labels = List.copyOf(labels);
        }
    }

    /** Scores an image by all labels. */
    public Scores score(Embedding image) {
        LabelSetScorer.Scores scores = scorer.score(image, Emit.ALL);
        return new Scores(scores.action(), scores.labels());
    }

    /** Scores an image by the labels that the set emits, as the event of a stream. */
    public ClassificationEvent event(String labelSetId, Embedding image, Lineage lineage) {
        return scorer.score(image).event(labelSetId, scorer.version(), Resolution.CURRENT, lineage);
    }

    /**
     * The texts of each class, whose embeddings are averaged: of an exclusive group all labels, then its none prompts; of an
     * independent group each label followed by its negatives.
     */
    public List<List<String>> classes() {
        return LabelClasses.of(labelSet);
    }
}

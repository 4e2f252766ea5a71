package io.alignstreams.topology;

import io.alignstreams.schemas.LabelScore;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts what becomes of records. What is processed again, after a fault, is counted again. */
final class OutcomeMeters {
    private final MeterRegistry meters;
    private final Counter embeddings;
    private final Counter labelSets;
    private final Map<Action, Counter> classifications = new ConcurrentHashMap<>();

    /** What a label set asks for. */
    private record Action(String labelSet, String name) {}

    OutcomeMeters(MeterRegistry meters) {
        this.meters = meters;
        this.embeddings = Counter.builder("align.embeddings")
                .description("Embedding events")
                .register(meters);
        this.labelSets = Counter.builder("align.label.sets.embedded")
                .description("Versions of label sets that were embedded, deletions among them")
                .register(meters);
    }

    void embedded() {
        embeddings.increment();
    }

    void labelSetEmbedded() {
        labelSets.increment();
    }

    void classified(String labelSet, LabelSetScorer.Scores scores) {
        classifications
                .computeIfAbsent(
                        new Action(labelSet, scores.action()), action -> Counter.builder("align.classifications")
                                .description("Classification events by the action that they ask for")
                                .tag("label_set", action.labelSet())
                                .tag("action", action.name())
                                .register(meters))
                .increment();
        for (LabelScore score : scores.labels()) {
            if (score.getCrossed()) {
                crossed(labelSet, score);
            }
        }
    }

    private void crossed(String labelSet, LabelScore score) {
        Counter.builder("align.labels.crossed")
                .description("Labels whose threshold an image crossed")
                .tag("label_set", labelSet)
                .tag("group", score.getGroup())
                .tag("label", score.getLabel())
                .tag("action", score.getAction())
                .register(meters)
                .increment();
    }

    void refused(Code code, String topic) {
        Counter.builder("align.dead.letters")
                .description("Dead letters by why, and by the topic of what was refused")
                .tag("code", code.name())
                .tag("topic", topic)
                .register(meters)
                .increment();
    }
}

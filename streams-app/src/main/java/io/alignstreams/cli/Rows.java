package io.alignstreams.cli;

import io.alignstreams.schemas.ClassificationEvent;
import io.alignstreams.schemas.LabelScore;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/** Outcomes as rows of a table for people. */
final class Rows {
    private static final int ID_WIDTH = 28;
    private static final int LABELS_SHOWN = 3;
    private static final int BAR_WIDTH = 8;

    private Rows() {}

    static String heading() {
        return String.format(Locale.ROOT, "%-" + ID_WIDTH + "s  %-8s  %s", "image", "action", "label set: best labels");
    }

    static String classification(String id, ClassificationEvent event) {
        List<LabelScore> labels = event.getLabels();
        String best = labels.stream().limit(LABELS_SHOWN).map(Rows::label).collect(Collectors.joining("  "));
        return row(id, event.getAction(), event.getLabelSet() + ": " + (labels.isEmpty() ? "nothing crossed" : best));
    }

    static String embedding(String id, int dimension, String labelSets) {
        return row(id, "embedded", "dimension " + dimension + "  " + labelSets);
    }

    private static String label(LabelScore score) {
        return String.format(
                Locale.ROOT,
                "%s %3.0f %% %-14s",
                bar(score.getProbability()),
                100 * score.getProbability(),
                score.getLabel());
    }

    private static String bar(double share) {
        int filled = (int) Math.round(Math.max(0, Math.min(1, share)) * BAR_WIDTH);
        return "█".repeat(filled) + "░".repeat(BAR_WIDTH - filled);
    }

    static String deadLetter(String id, ConsumerRecord<?, ?> record) {
        String labelSet = header(record, "align.label.set");
        return refused(
                id,
                (labelSet.isEmpty() ? "" : "label set " + labelSet + ": ") + header(record, "align.code"),
                header(record, "align.message"));
    }

    static String replayed(ConsumerRecord<?, ?> dead, String topic) {
        String labelSet = header(dead, "align.label.set");
        return row(
                String.valueOf(dead.key()),
                "replay",
                header(dead, "align.code") + " at " + new TopicPartition(dead.topic(), dead.partition()) + "@"
                        + dead.offset() + " to " + topic + (labelSet.isEmpty() ? "" : " for label set " + labelSet));
    }

    static String refused(String id, String code, String message) {
        return row(id, "refused", code + ": " + message);
    }

    private static String row(String id, String action, String rest) {
        String shown = id.length() <= ID_WIDTH ? id : "…" + id.substring(id.length() - ID_WIDTH + 1);
        return String.format(Locale.ROOT, "%-" + ID_WIDTH + "s  %-8s  %s", shown, action, rest);
    }

    /** Gives an empty text if there is no such header. */
    static String header(ConsumerRecord<?, ?> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}

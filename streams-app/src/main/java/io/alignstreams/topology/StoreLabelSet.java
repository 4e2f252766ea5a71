package io.alignstreams.topology;

import io.alignstreams.schemas.LabelSetEmbeddings;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Keeps every version of every label set that the partition receives. */
final class StoreLabelSet extends ContextualProcessor<byte[], Decoded<LabelSetEmbeddings>, byte[], byte[]> {
    private final LabelSetEmbeddingsRules rules;
    private final LabelSetVersions versions;
    private final long historyMs;
    private final long reachMs;
    private final DeadLetters deadLetters;

    @SuppressWarnings("NullAway.Init") // set by init, before the first record
    private LabelSetHistory labelSets;

    /**
     * Stores versions.
     *
     * @param historyMs how long the store keeps versions, in milliseconds
     * @param reachMs how far before the clock the store is sure to take versions, in milliseconds: its history less what
     *     versions may lie ahead
     */
    StoreLabelSet(
            LabelSetEmbeddingsRules rules,
            LabelSetVersions versions,
            long historyMs,
            long reachMs,
            DeadLetters deadLetters) {
        this.rules = rules;
        this.versions = versions;
        this.historyMs = historyMs;
        this.reachMs = reachMs;
        this.deadLetters = deadLetters;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        super.init(context);
        labelSets = new LabelSetHistory(
                context.getStateStore(ScoringTopology.LABEL_SETS_STORE), historyMs, versions.changes(context.taskId()));
    }

    @Override
    public void process(Record<byte[], Decoded<LabelSetEmbeddings>> first) {
        Record<byte[], Decoded<LabelSetEmbeddings>> record = LabelSetsFirst.restore(first);
        if (record.key() == null || record.key().length == 0) {
            refuse(new Refusal(Code.KEY_NULL, "expected a label set's id as key, found none"), record);
            return;
        }
        String id = new String(record.key(), StandardCharsets.UTF_8);
        Refusal refusal;
        if (record.value() instanceof Decoded.Event<LabelSetEmbeddings> event) {
            byte[] stored = StoredLabelSet.of(event.raw(), record.timestamp());
            Refusal invalid = rules.check(id.getBytes(StandardCharsets.UTF_8), stored, event.value());
            refusal = invalid != null ? invalid : store(id, stored);
        } else if (record.value() instanceof Decoded.Fault<LabelSetEmbeddings> fault) {
            refusal = fault.refusal();
        } else {
            refusal = new Refusal(Code.VALUE_NULL, "expected a label set's embeddings as value, found null");
        }
        if (refusal != null) {
            refuse(new Refusal(refusal.code(), refusal.message(), id), record);
        }
    }

    private void refuse(Refusal refusal, Record<byte[], Decoded<LabelSetEmbeddings>> record) {
        byte[] raw = record.value() == null ? null : record.value().raw();
        context().forward(deadLetters.of(refusal, record.key(), raw, record, context()));
    }

    /**
     * Keeps a version as of its own time. One older than the history is not taken by the store, and is kept as of the oldest
     * time that it is sure to take: a set published long ago, or one of that age embedded again by another model. Gives null,
     * or why it is not kept.
     */
    private @Nullable Refusal store(String id, byte[] stored) {
        long timestamp = StoredLabelSet.timestamp(stored);
        long now = context().currentSystemTimeMs();
        for (long time : new long[] {timestamp, now - reachMs, now}) {
            LabelSetHistory.Version there = labelSets.get(id, time);
            if (there != null && there.timestamp() > timestamp) {
                return null;
            }
            if (labelSets.put(id, stored, time)) {
                supersede(id, stored, time);
                return null;
            }
        }
        return new Refusal(
                Code.BAD_TIMESTAMP,
                "expected no version of any label set further ahead of the clock than the history, found one: it hides"
                        + " what happens until then");
    }

    /** Takes the place of versions that are kept as of a later time, and are older by their own. */
    private void supersede(String id, byte[] stored, long time) {
        LabelSetHistory.Version later = labelSets.get(id);
        while (later != null && later.time() > time) {
            if (later.timestamp() <= StoredLabelSet.timestamp(stored)) {
                labelSets.put(id, stored, later.time());
            }
            later = labelSets.get(id, later.time() - 1);
        }
    }
}

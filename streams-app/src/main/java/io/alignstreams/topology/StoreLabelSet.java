package io.alignstreams.topology;

import io.alignstreams.schemas.LabelSetEmbeddings;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.VersionedKeyValueStore;
import org.apache.kafka.streams.state.VersionedRecord;

/** Keeps every version of every label set that the partition receives. */
final class StoreLabelSet extends ContextualProcessor<byte[], Decoded<LabelSetEmbeddings>, byte[], byte[]> {
    private final LabelSetVersions versions;
    private final DeadLetters deadLetters;

    @SuppressWarnings("NullAway.Init") // set by init, before the first record
    private VersionedKeyValueStore<String, byte[]> labelSets;

    StoreLabelSet(LabelSetVersions versions, DeadLetters deadLetters) {
        this.versions = versions;
        this.deadLetters = deadLetters;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        super.init(context);
        labelSets = context.getStateStore(ScoringTopology.LABEL_SETS_STORE);
    }

    @Override
    public void process(Record<byte[], Decoded<LabelSetEmbeddings>> first) {
        Record<byte[], Decoded<LabelSetEmbeddings>> record = LabelSetsFirst.restore(first);
        if (record.key() != null && record.value() instanceof Decoded.Event<LabelSetEmbeddings> event) {
            store(new String(record.key(), StandardCharsets.UTF_8), event, record.timestamp());
        } else {
            Decoded<LabelSetEmbeddings> value = record.value();
            Refusal refusal = value instanceof Decoded.Fault<LabelSetEmbeddings> fault
                    ? fault.refusal()
                    : new Refusal(
                            record.key() == null ? Code.KEY_NULL : Code.VALUE_NULL,
                            "expected a label set's id and its embeddings, found null");
            context()
                    .forward(deadLetters.of(
                            refusal, record.key(), value == null ? null : value.raw(), record, context()));
        }
    }

    /**
     * A version older than the history is not taken by the store. If none that is newer has come, it counts from now on: a
     * set published long ago, or one of that age embedded again by another model.
     */
    private void store(String id, Decoded.Event<LabelSetEmbeddings> event, long timestamp) {
        byte[] stored = StoredLabelSet.of(event.raw());
        if (labelSets.put(id, stored, timestamp) == VersionedKeyValueStore.PUT_RETURN_CODE_NOT_PUT) {
            VersionedRecord<byte[]> current = labelSets.get(id);
            if (current == null || versions.version(current) <= event.value().getVersion()) {
                labelSets.put(id, stored, context().currentSystemTimeMs());
            }
        }
    }
}

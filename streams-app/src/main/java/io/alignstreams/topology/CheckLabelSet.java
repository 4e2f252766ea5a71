package io.alignstreams.topology;

import io.alignstreams.schemas.LabelSet;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Lets label sets and deletions pass that keep the rules; the others become dead letters. */
final class CheckLabelSet extends ContextualProcessor<byte[], Decoded<LabelSet>, byte[], Object> {
    private final LabelSetRules rules;
    private final DeadLetters deadLetters;
    private final long maxAheadMs;

    CheckLabelSet(LabelSetRules rules, DeadLetters deadLetters, long maxAheadMs) {
        this.rules = rules;
        this.deadLetters = deadLetters;
        this.maxAheadMs = maxAheadMs;
    }

    @Override
    public void process(Record<byte[], Decoded<LabelSet>> record) {
        Refusal badTime =
                EventTime.check(record.headers(), record.timestamp(), context().currentSystemTimeMs(), maxAheadMs);
        Decoded<LabelSet> value = record.value() == null ? new Decoded.Absent<>() : record.value();
        Refusal refusal = badTime != null ? badTime : check(record.key(), value);
        if (refusal == null) {
            context().forward(record.withValue((Object) value), LabelsTopology.EMBED_LABEL_SET);
        } else {
            Refusal naming = new Refusal(refusal.code(), refusal.message(), id(record.key()));
            context()
                    .forward(
                            deadLetters.of(naming, record.key(), value.raw(), record, context()),
                            LabelsTopology.DEAD_LETTERS);
        }
    }

    private @Nullable Refusal check(byte @Nullable [] key, Decoded<LabelSet> value) {
        if (key == null || key.length == 0) {
            return new Refusal(Code.KEY_NULL, "expected the label set's id as key, found none");
        }
        if (value instanceof Decoded.Fault<LabelSet> fault) {
            return fault.refusal();
        }
        return value instanceof Decoded.Event<LabelSet> event ? rules.check(event.value()) : null;
    }

    private static @Nullable String id(byte @Nullable [] key) {
        return key == null ? null : new String(key, StandardCharsets.UTF_8);
    }
}

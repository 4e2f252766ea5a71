package io.alignstreams.topology;

import io.alignstreams.config.AlignKeys;
import io.alignstreams.schemas.ImageEvent;
import java.util.HashSet;
import java.util.List;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Lets image events pass that can be worked on; the others become dead letters. */
final class AcceptImage extends ContextualProcessor<byte[], Decoded<ImageEvent>, byte[], Object> {
    private final ImageEmbedder embedder;
    private final DeadLetters deadLetters;
    private final long maxAheadMs;
    private final int maxLabelSets;

    AcceptImage(ImageEmbedder embedder, DeadLetters deadLetters, long maxAheadMs, int maxLabelSets) {
        this.embedder = embedder;
        this.deadLetters = deadLetters;
        this.maxAheadMs = maxAheadMs;
        this.maxLabelSets = maxLabelSets;
    }

    @Override
    public void process(Record<byte[], Decoded<ImageEvent>> record) {
        Refusal badTime =
                EventTime.check(record.headers(), record.timestamp(), context().currentSystemTimeMs(), maxAheadMs);
        Refusal refusal = badTime != null ? badTime : check(record);
        if (refusal == null && record.value() instanceof Decoded.Event<ImageEvent> event) {
            context()
                    .forward(
                            record.withValue((Object) new AcceptedImage(event.value(), event.raw())),
                            ScoringTopology.EMBED_IMAGE);
        } else if (refusal != null) {
            context()
                    .recordMetadata()
                    .ifPresent(source -> embedder.skip(source.topic(), source.partition(), source.offset()));
            byte[] raw = record.value() == null ? null : record.value().raw();
            context()
                    .forward(
                            deadLetters.of(refusal, record.key(), raw, record, context()),
                            ScoringTopology.DEAD_LETTERS);
        }
    }

    private @Nullable Refusal check(Record<byte[], Decoded<ImageEvent>> record) {
        if (record.key() == null) {
            return new Refusal(Code.KEY_NULL, "expected the image's id as key, found null");
        }
        Decoded<ImageEvent> value = record.value();
        if (value instanceof Decoded.Fault<ImageEvent> fault) {
            return fault.refusal();
        }
        if (value instanceof Decoded.Event<ImageEvent> event) {
            boolean isForOne = Replayed.labelSet(record.headers()) != null;
            return isForOne ? null : checkLabelSets(event.value().getLabelSets());
        }
        return new Refusal(Code.VALUE_NULL, "expected an image event as value, found null");
    }

    /** Each label set costs an output, and a dead letter holds the image. */
    private @Nullable Refusal checkLabelSets(List<String> named) {
        int distinct = new HashSet<>(named).size();
        return distinct <= maxLabelSets
                ? null
                : new Refusal(
                        Code.OUTPUT_TOO_LARGE,
                        "expected at most " + maxLabelSets + " label sets (" + AlignKeys.LABEL_SETS_MAX + "), found "
                                + distinct);
    }
}

package io.alignstreams.topology;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.alignstreams.schemas.LabelSetEmbeddings;
import io.alignstreams.schemas.Resolution;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.processor.TaskId;

/**
 * Finds the version of a label set that an image is scored with. All tasks of an instance share one, so that a version is
 * made ready to score once and not in every partition.
 */
final class LabelSetVersions {
    private static final long CACHE_BYTES = 128 << 20;
    private static final int ENTRY_BYTES = 1_000;

    private final String topic;
    private final Deserializer<LabelSetEmbeddings> decoder;
    private final String modelDigest;
    private final Cache<ByteBuffer, LabelSetScorer> scorers = Caffeine.newBuilder()
            .maximumWeight(CACHE_BYTES)
            .weigher((ByteBuffer digest, LabelSetScorer scorer) ->
                    ENTRY_BYTES + 3 * scorer.version().getMatrix().capacity())
            .recordStats()
            .build();

    private final Map<TaskId, AtomicLong> changes = new ConcurrentHashMap<>();

    LabelSetVersions(String topic, Deserializer<LabelSetEmbeddings> decoder, String modelDigest, MeterRegistry meters) {
        this.topic = topic;
        this.decoder = decoder;
        this.modelDigest = modelDigest;
        CaffeineCacheMetrics.monitor(meters, scorers, "label-sets");
    }

    /** Counts the changes of a task's store. */
    AtomicLong changes(TaskId task) {
        return changes.computeIfAbsent(task, key -> new AtomicLong());
    }

    /** What was found. */
    sealed interface Found {
        record Version(LabelSetScorer scorer, Resolution resolution) implements Found {}

        record Unknown(String message) implements Found {}
    }

    /**
     * Finds the version in force at a time, or else the current one.
     *
     * @param timestamp of the image, in milliseconds since 1970
     */
    Found find(LabelSetHistory store, String id, long timestamp) {
        LabelSetHistory.Version inForce = store.get(id, timestamp);
        if (inForce != null) {
            LabelSetScorer scorer = scorer(inForce);
            if (scorer.version().getDeleted()) {
                return new Found.Unknown("expected label set '" + id + "' at time " + timestamp
                        + ", found that it was deleted at " + inForce.time());
            }
            if (isComparable(scorer)) {
                return new Found.Version(scorer, Resolution.EVENT_TIME);
            }
        }
        LabelSetHistory.Version current = store.get(id);
        if (current == null) {
            return new Found.Unknown("expected label set '" + id + "', found none of that name");
        }
        LabelSetScorer scorer = scorer(current);
        if (scorer.version().getDeleted()) {
            return new Found.Unknown("expected label set '" + id + "' at time " + timestamp
                    + ", found none older, and that it was deleted at " + current.time());
        }
        return isComparable(scorer)
                ? new Found.Version(scorer, Resolution.CURRENT)
                : new Found.Unknown("expected label set '" + id + "' embedded by model " + modelDigest
                        + ", found it embedded by " + scorer.version().getModelDigest());
    }

    private boolean isComparable(LabelSetScorer scorer) {
        return scorer.version().getModelDigest().equals(modelDigest);
    }

    private LabelSetScorer scorer(LabelSetHistory.Version found) {
        return scorers.get(found.digest(), digest -> decode(found.stored().get()));
    }

    private LabelSetScorer decode(byte[] stored) {
        LabelSetEmbeddings version = decoder.deserialize(topic, StoredLabelSet.raw(stored));
        if (version == null) {
            throw new IllegalStateException("the store of label sets holds bytes that decode to nothing");
        }
        return new LabelSetScorer(version);
    }
}

package io.alignstreams.topology;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.streams.state.VersionedKeyValueStore;
import org.apache.kafka.streams.state.VersionedRecord;
import org.jspecify.annotations.Nullable;

/**
 * The versions of label sets that a task's store has; which the current ones are is at hand. It belongs to a processor.
 *
 * <p>The store keeps versions that are no longer in force in segments of time. One that was opened on what it had written
 * before does not know of its segments (Kafka 4.3.1: {@code LogicalKeyValueSegments.openExisting}), and finds nothing in one
 * until something is written into it. So before a segment is looked into for the first time, the absence of a label set that
 * never was is written there.
 */
final class LabelSetHistory {
    /** The same whatever the history is, since the bytes of a store cannot be read with another. */
    static final Duration SEGMENT = Duration.ofHours(12);

    private final VersionedKeyValueStore<String, byte[]> store;
    private final long historyMs;
    private final String nobody = "\0" + UUID.randomUUID();
    private final Set<Long> known = new HashSet<>();
    private final AtomicLong changes;
    private final Map<String, Version> current = new HashMap<>();
    private long seenChanges;

    /**
     * A version of a label set.
     *
     * @param time as of which the store keeps it, in milliseconds since 1970
     * @param timestamp its own, in milliseconds since 1970
     * @param digest of its value, 32 bytes
     * @param stored gives all of it, as {@link StoredLabelSet} has it, until the store takes another one
     */
    record Version(long time, long timestamp, ByteBuffer digest, Supplier<byte[]> stored) {
        static Version of(VersionedRecord<byte[]> found, Supplier<byte[]> stored) {
            return new Version(
                    found.timestamp(),
                    StoredLabelSet.timestamp(found.value()),
                    StoredLabelSet.digest(found.value()),
                    stored);
        }
    }

    /**
     * Looks into a task's store.
     *
     * @param changes counts what is put into the store by any processor of the task
     */
    LabelSetHistory(VersionedKeyValueStore<String, byte[]> store, long historyMs, AtomicLong changes) {
        this.store = store;
        this.historyMs = historyMs;
        this.changes = changes;
    }

    /** Gives the current version, or null if there is none. */
    @Nullable Version get(String id) {
        long seen = changes.get();
        if (seen != seenChanges) {
            current.clear();
            seenChanges = seen;
        }
        return current.computeIfAbsent(id, this::look);
    }

    private @Nullable Version look(String id) {
        VersionedRecord<byte[]> found = store.get(id);
        return found == null
                ? null
                : Version.of(found, () -> Objects.requireNonNull(store.get(id)).value());
    }

    /** Gives the version in force at a time; null if there was none, or if that is longer ago than the history. */
    @Nullable Version get(String id, long time) {
        Version latest = get(id);
        if (latest != null && latest.time() <= time) {
            return latest;
        }
        VersionedRecord<byte[]> found = store.get(id, time);
        if (found == null && makeKnown(id, time)) {
            found = store.get(id, time);
        }
        return found == null ? null : Version.of(found, found::value);
    }

    /** Keeps a version as of a time, and gives whether the store took it, which it does not if that is too long ago. */
    boolean put(String id, byte[] version, long time) {
        makeKnown(id, time);
        changes.incrementAndGet();
        return store.put(id, version, time) != VersionedKeyValueStore.PUT_RETURN_CODE_NOT_PUT;
    }

    /**
     * Gives whether there are more segments to be found now. A version lies in the segment of the time when it was superseded,
     * which is not later than that of the current one.
     */
    private boolean makeKnown(String id, long time) {
        Version latest = get(id);
        if (latest == null || latest.time() <= time) {
            return false;
        }
        long from = Math.max(Math.max(0, time), latest.time() - historyMs);
        boolean isMore = false;
        long last = latest.time() / SEGMENT.toMillis();
        for (long segment = from / SEGMENT.toMillis(); segment <= last; segment++) {
            if (known.add(segment)) {
                store.put(nobody, null, Math.max(from, segment * SEGMENT.toMillis()));
                isMore = true;
            }
        }
        return isMore;
    }
}

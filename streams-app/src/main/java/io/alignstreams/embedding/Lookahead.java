package io.alignstreams.embedding;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Jobs of records that were polled and not processed yet, within a budget of bytes. What has no room is left out: it is
 * embedded when its turn comes. Records of a partition are processed in order, so one that is claimed makes all before it
 * stale.
 */
final class Lookahead {
    private final Map<TopicPartition, NavigableMap<Long, Job>> jobs = new HashMap<>();
    private final long maxBytes;
    private long bytes;

    Lookahead(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    synchronized long bytes() {
        return bytes;
    }

    /** Says whether a job was taken in; not if there is one for its record, or no room. */
    synchronized boolean offer(TopicPartition partition, long offset, Job job) {
        if (bytes + job.bytes() > maxBytes) {
            return false;
        }
        boolean isNew = jobs.computeIfAbsent(partition, key -> new TreeMap<>()).putIfAbsent(offset, job) == null;
        bytes += isNew ? job.bytes() : 0;
        return isNew;
    }

    /** Hands out a record's job, and drops those before it; null if there is none. */
    synchronized @Nullable Job claim(TopicPartition partition, long offset) {
        NavigableMap<Long, Job> ofPartition = jobs.get(partition);
        if (ofPartition == null) {
            return null;
        }
        drop(ofPartition.headMap(offset, false));
        Job job = ofPartition.remove(offset);
        bytes -= job == null ? 0 : job.bytes();
        return job;
    }

    /** Drops all jobs of a partition. */
    synchronized void forget(TopicPartition partition) {
        NavigableMap<Long, Job> ofPartition = jobs.remove(partition);
        if (ofPartition != null) {
            drop(ofPartition);
        }
    }

    /** The last ones first: room that the first ones leave is not for those that are dropped next. */
    private void drop(NavigableMap<Long, Job> stale) {
        for (Job job : stale.descendingMap().values()) {
            bytes -= job.bytes();
            job.result().cancel(false);
        }
        stale.clear();
    }
}

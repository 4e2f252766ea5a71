package io.alignstreams.bench;

import io.alignstreams.application.Cluster;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * How fast a group is done with what a topic holds: from the first commit after a quarter was handled, by when it is at work
 * in all partitions and its code is compiled, to the first one after nearly all was. Of what was committed meanwhile only as
 * much counts as was handled meanwhile, since a group that looks ahead may begin with more that is not committed yet.
 */
final class CommittedRate {
    private static final long LOOK_MS = 5;

    /** As often as {@link #LOOK_MS} says the broker is asked only for either end: to answer takes a core's tenth. */
    private static final long EARLY_LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final double BEGIN = 0.25;
    private static final double END = 0.95;
    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(15);

    private final Cluster cluster;
    private final String group;
    private final List<TopicPartition> partitions;
    private final LongSupplier handled;
    private final CompletableFuture<?> stopped;
    private final long all;
    private final long deadline = System.nanoTime() + LONGEST_NANOS;
    private long committed;
    private long askedNanos = System.nanoTime();

    /**
     * Of what the topic holds now.
     *
     * @param handled how many records were handled so far, committed or not
     * @param stopped what ends the wait with its fault
     */
    CommittedRate(Cluster cluster, String group, String topic, LongSupplier handled, CompletableFuture<?> stopped) {
        this.cluster = cluster;
        this.group = group;
        this.partitions = cluster.partitions(topic);
        this.handled = handled;
        this.stopped = stopped;
        this.all = cluster.endOffsets(partitions, IsolationLevel.READ_UNCOMMITTED).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /**
     * Waits until the group has committed everything.
     *
     * @return records a second
     */
    double measure() throws ExecutionException, InterruptedException {
        await(() -> isHandled(BEGIN) || askedOfLate() >= all);
        long seen = handled.getAsLong();
        Mark quarter = new Mark(seen, seen, System.nanoTime());
        if (seen >= all || ask() >= all) {
            throw new IllegalStateException(group + ": expected some of " + all
                    + " records to be left when a quarter was handled, found none; take more");
        }
        Mark begin = nextCommit();
        await(() -> isHandled(END) || askedOfLate() >= all);
        Mark end = nextCommit();
        await(() -> (isHandled(1) ? ask() : askedOfLate()) >= all);
        double rate = end.rateSince(begin);
        // Where so few were left that one commit had them all, no better is known.
        return rate > 0 ? rate : new Mark(all, all, askedNanos).rateSince(quarter);
    }

    private record Mark(long handled, long committed, long nanos) {
        double rateSince(Mark earlier) {
            return Math.min(handled - earlier.handled, committed - earlier.committed) / ((nanos - earlier.nanos) / 1e9);
        }
    }

    private boolean isHandled(double share) {
        return handled.getAsLong() >= share * all;
    }

    private Mark nextCommit() throws ExecutionException, InterruptedException {
        long before = ask();
        await(() -> before >= all || ask() > before);
        return new Mark(handled.getAsLong(), committed, askedNanos);
    }

    private interface Condition {
        boolean holds() throws ExecutionException, InterruptedException;
    }

    private void await(Condition condition) throws ExecutionException, InterruptedException {
        while (!condition.holds()) {
            if (stopped.isDone()) {
                stopped.get();
                throw new IllegalStateException(group + " ended after " + committed + " of " + all + " records");
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(group + ": expected " + all + " records to be committed within "
                        + TimeUnit.NANOSECONDS.toMinutes(LONGEST_NANOS) + " minutes, found " + committed);
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MS);
        }
    }

    /** How many records are committed, as the broker said within the last second. */
    private long askedOfLate() throws ExecutionException, InterruptedException {
        return System.nanoTime() - askedNanos > EARLY_LOOK_NANOS ? ask() : committed;
    }

    /** How many records are committed. */
    private long ask() throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> offsets = cluster.admin()
                .listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get();
        committed = partitions.stream()
                .map(offsets::get)
                .filter(offset -> offset != null)
                .mapToLong(OffsetAndMetadata::offset)
                .sum();
        askedNanos = System.nanoTime();
        return committed;
    }
}

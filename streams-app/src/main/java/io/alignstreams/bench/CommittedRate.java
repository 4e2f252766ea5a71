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
 * How fast a group is done with what a topic holds: from the moment at which a quarter was handled, by when it is at work in
 * all partitions and its code is compiled, until all of it is committed.
 */
final class CommittedRate {
    private static final long LOOK_MS = 5;

    /** As often as {@link #LOOK_MS} says the broker is asked only when all may be committed: to answer takes a core's tenth. */
    private static final long EARLY_LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final double LEFT_OUT = 0.25;
    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(15);

    private final Cluster cluster;
    private final String group;
    private final List<TopicPartition> partitions;

    CommittedRate(Cluster cluster, String group, String topic) {
        this.cluster = cluster;
        this.group = group;
        this.partitions = cluster.partitions(topic);
    }

    /**
     * Waits until the group has committed all that the topic holds now.
     *
     * @param handled how many records were handled so far, committed or not
     * @param stopped what ends the wait with its fault
     * @return records a second
     */
    double measure(LongSupplier handled, CompletableFuture<?> stopped) throws ExecutionException, InterruptedException {
        long all = cluster.endOffsets(partitions, IsolationLevel.READ_UNCOMMITTED).values().stream()
                .mapToLong(Long::longValue)
                .sum();
        long deadline = System.nanoTime() + LONGEST_NANOS;
        long first = -1;
        long firstNanos = 0;
        long askedNanos = System.nanoTime();
        long committed = 0;
        while (true) {
            long now = System.nanoTime();
            long seen = handled.getAsLong();
            if (first < 0 && seen >= LEFT_OUT * all) {
                first = seen;
                firstNanos = now;
            }
            if (seen >= all || now - askedNanos > EARLY_LOOK_NANOS) {
                committed = committed();
                askedNanos = now;
            }
            if (committed >= all) {
                if (first < 0 || first >= all) {
                    throw new IllegalStateException(group + ": expected some of " + all
                            + " records to be left when a quarter was handled, found none; take more");
                }
                return (all - first) / ((System.nanoTime() - firstNanos) / 1e9);
            }
            if (stopped.isDone()) {
                stopped.get();
                throw new IllegalStateException(group + " ended after " + committed + " of " + all + " records");
            }
            if (now > deadline) {
                throw new IllegalStateException(group + ": expected " + all + " records to be committed within "
                        + TimeUnit.NANOSECONDS.toMinutes(LONGEST_NANOS) + " minutes, found " + committed);
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MS);
        }
    }

    private long committed() throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> offsets = cluster.admin()
                .listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get();
        return partitions.stream()
                .map(offsets::get)
                .filter(offset -> offset != null)
                .mapToLong(OffsetAndMetadata::offset)
                .sum();
    }
}

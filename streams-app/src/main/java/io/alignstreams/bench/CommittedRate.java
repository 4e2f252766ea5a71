package io.alignstreams.bench;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How fast a group is done with so many records: from the first commit after a quarter was handled, by when it is at work
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

    private final String group;
    private final long all;
    private final LongSupplier handled;
    private final LongSupplier committed;
    private final CompletableFuture<?> stopped;
    private final LongSupplier nanoTime;
    private final long deadline;
    private long answer;
    private long answeredNanos;

    /**
     * Begins to wait.
     *
     * @param all how many records there are
     * @param handled how many of them were handled so far, committed or not
     * @param committed how many of them are committed; asks the broker
     * @param stopped what ends the wait with its fault
     */
    CommittedRate(
            String group,
            long all,
            LongSupplier handled,
            LongSupplier committed,
            CompletableFuture<?> stopped,
            LongSupplier nanoTime) {
        this.group = group;
        this.all = all;
        this.handled = handled;
        this.committed = committed;
        this.stopped = stopped;
        this.nanoTime = nanoTime;
        this.answeredNanos = nanoTime.getAsLong();
        this.deadline = answeredNanos + LONGEST_NANOS;
    }

    /**
     * Waits until the group has committed everything.
     *
     * @return records a second
     */
    double measure() throws ExecutionException, InterruptedException {
        await(() -> isHandled(BEGIN) || askOfLate() >= all);
        long seen = handled.getAsLong();
        Mark quarter = new Mark(seen, seen, nanoTime.getAsLong());
        if (seen >= all || ask() >= all) {
            throw new IllegalStateException(group + ": expected some of " + all
                    + " records to be left when a quarter was handled, found none; take more");
        }
        Mark begin = nextCommit();
        await(() -> isHandled(END) || askOfLate() >= all);
        Mark end = nextCommit();
        await(() -> (isHandled(1) ? ask() : askOfLate()) >= all);
        double rate = end.rateSince(begin);
        // Where so few were left that one commit had them all, no better is known.
        return rate > 0 ? rate : new Mark(all, all, answeredNanos).rateSince(quarter);
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
        return new Mark(handled.getAsLong(), answer, answeredNanos);
    }

    private interface Condition {
        boolean holds();
    }

    private void await(Condition condition) throws ExecutionException, InterruptedException {
        while (!condition.holds()) {
            if (stopped.isDone()) {
                stopped.get();
                throw new IllegalStateException(group + " ended after " + answer + " of " + all + " records");
            }
            if (nanoTime.getAsLong() > deadline) {
                throw new IllegalStateException(group + ": expected " + all + " records to be committed within "
                        + TimeUnit.NANOSECONDS.toMinutes(LONGEST_NANOS) + " minutes, found " + answer);
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MS);
        }
    }

    /** How many records are committed, as the broker said within the last second. */
    private long askOfLate() {
        return nanoTime.getAsLong() - answeredNanos > EARLY_LOOK_NANOS ? ask() : answer;
    }

    private long ask() {
        answer = committed.getAsLong();
        answeredNanos = nanoTime.getAsLong();
        return answer;
    }
}

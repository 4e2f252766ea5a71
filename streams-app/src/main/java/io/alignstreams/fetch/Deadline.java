package io.alignstreams.fetch;

import io.alignstreams.config.AlignKeys;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How long one fetch may take. Time is counted in turns, none of which counts for more than it was to be, so that while the
 * process stands still one turn passes at most. When it is over, or the fetch is given up, whatever step blocks is broken off.
 */
final class Deadline implements AutoCloseable {
    private static final long TURN_MS = 50;

    private final long totalMs;
    private final ScheduledFuture<?> turns;
    private long leftMs;
    private boolean givenUp;
    private @Nullable Runnable breakOff;

    /** Begins to count. */
    Deadline(long totalMs, ScheduledExecutorService clock) {
        this.totalMs = totalMs;
        this.leftMs = totalMs;
        long turnMs = Math.min(TURN_MS, totalMs);
        this.turns = clock.scheduleWithFixedDelay(() -> pass(turnMs), turnMs, turnMs, TimeUnit.MILLISECONDS);
    }

    private void pass(long turnMs) {
        Runnable step;
        synchronized (this) {
            leftMs = Math.max(0, leftMs - turnMs);
            step = leftMs == 0 ? breakOff : null;
            notifyAll();
        }
        run(step);
    }

    /** Has all come to an end that is going on; whoever comes by next finds out. */
    void giveUp() {
        Runnable step;
        synchronized (this) {
            givenUp = true;
            step = breakOff;
            notifyAll();
        }
        run(step);
    }

    private static void run(@Nullable Runnable step) {
        if (step != null) {
            step.run();
        }
    }

    /** Sets how the step that begins is broken off; at once, if it comes too late. */
    void onOver(Runnable step) {
        boolean isOver;
        synchronized (this) {
            breakOff = step;
            isOver = leftMs == 0 || givenUp;
        }
        if (isOver) {
            step.run();
        }
    }

    synchronized long leftMs() {
        return leftMs;
    }

    /**
     * Goes on if there is time.
     *
     * @throws CancellationException if the fetch was given up
     */
    synchronized void check(ImageUri uri) throws FetchRefusedException {
        if (givenUp) {
            throw new CancellationException(uri.shown() + ": given up");
        }
        if (leftMs == 0) {
            throw uri.refused(
                    FetchFault.IMAGE_FETCH_FAILED,
                    "expected the image within " + totalMs + " ms (" + AlignKeys.IMAGE_URI_DEADLINE_MS
                            + "), found that it takes longer");
        }
    }

    /** Waits, but not beyond the end. */
    synchronized void pause(long ms) throws InterruptedException {
        long until = leftMs - ms;
        while (leftMs > Math.max(0, until) && !givenUp) {
            wait();
        }
    }

    @Override
    public void close() {
        turns.cancel(false);
        synchronized (this) {
            breakOff = null;
        }
    }
}

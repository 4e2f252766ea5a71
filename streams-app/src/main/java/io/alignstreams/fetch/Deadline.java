package io.alignstreams.fetch;

import io.alignstreams.config.AlignKeys;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long one fetch may take. Time is counted in turns, none of which counts for more than it was to be, so that while the
 * process stands still one turn passes at most. When it is over, or the fetch is given up, whatever step blocks is broken off.
 */
final class Deadline implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Deadline.class);
    private static final long TURN_MS = 50;

    private final long totalMs;
    private final ScheduledFuture<?> turns;
    private final Consumer<Deadline> ended;
    private long leftMs;
    private boolean givenUp;
    private @Nullable Runnable breakOff;

    /**
     * Begins to count.
     *
     * @param ended is told of its end
     */
    Deadline(long totalMs, ScheduledExecutorService clock, Consumer<Deadline> ended) {
        this.ended = ended;
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
        if (step == null) {
            return;
        }
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            LOG.warn("a fetch could not be broken off, which is tried again after {} ms", TURN_MS, e);
        }
    }

    /**
     * Sets how the step that begins is broken off; at once, if it comes too late.
     *
     * @param step must not wait for anything, as other fetches' time is counted by the same threads
     */
    void onOver(Runnable step) {
        boolean isOver;
        synchronized (this) {
            breakOff = step;
            isOver = leftMs == 0 || givenUp;
        }
        run(isOver ? step : null);
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
        ended.accept(this);
    }
}

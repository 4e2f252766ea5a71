package io.alignstreams.fetch;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** The deadlines of all fetches that run. Any number of threads may share them. */
final class Deadlines implements AutoCloseable {
    private static final int CLOCK_THREADS = 2;

    private final long totalMs;
    private final ScheduledThreadPoolExecutor clock =
            new ScheduledThreadPoolExecutor(CLOCK_THREADS, DaemonThreads.named("align-fetch-clock-"));
    private final Set<Deadline> running = new HashSet<>();
    private boolean isClosed;

    /** Gives each fetch so much time. */
    Deadlines(long totalMs) {
        this.totalMs = totalMs;
        clock.setRemoveOnCancelPolicy(true);
    }

    /**
     * Begins to count.
     *
     * @throws CancellationException if all is over
     */
    synchronized Deadline begin() {
        if (isClosed) {
            throw new CancellationException("no images are fetched any more");
        }
        Deadline deadline = new Deadline(totalMs, clock, this::end);
        running.add(deadline);
        return deadline;
    }

    private synchronized void end(Deadline deadline) {
        running.remove(deadline);
    }

    private synchronized List<Deadline> last() {
        isClosed = true;
        return List.copyOf(running);
    }

    /** Gives up all fetches that run. */
    @Override
    public void close() {
        last().forEach(Deadline::giveUp);
        clock.shutdownNow();
    }
}

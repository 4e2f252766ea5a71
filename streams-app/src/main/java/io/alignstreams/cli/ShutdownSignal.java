package io.alignstreams.cli;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Whether the process was told to stop by SIGINT, SIGTERM or SIGHUP. It ends when its command does, or half a minute later.
 * To be opened before all that has to be closed in order.
 */
final class ShutdownSignal implements AutoCloseable {
    private static final long GRACE_SECONDS = 28;

    private final CompletableFuture<Integer> received = new CompletableFuture<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** Takes signals from now on. */
    ShutdownSignal() {
        Signals.take(this::receive);
    }

    private void receive(int number) {
        received.complete(number);
        try {
            if (!closed.await(GRACE_SECONDS, TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(Signals.KILLED_BY + number);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Completes with the signal's number when the process is told to stop. */
    CompletableFuture<Integer> received() {
        return received;
    }

    /** The exit status of a command that was told to stop: 128 and the signal's number; of another one {@code otherwise}. */
    int exitStatus(int otherwise) {
        return received.isDone() ? Signals.KILLED_BY + received.join() : otherwise;
    }

    /** Says that all is closed. Signals that come later do nothing, since the process is about to end. */
    @Override
    public void close() {
        closed.countDown();
    }
}

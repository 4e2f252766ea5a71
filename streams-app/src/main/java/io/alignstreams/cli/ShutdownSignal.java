package io.alignstreams.cli;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Whether the JVM was told to stop, which it does not before this is closed, or half a minute later. To be opened before all
 * that has to be closed in order.
 */
final class ShutdownSignal implements AutoCloseable {
    private static final long GRACE_SECONDS = 28;

    private final CompletableFuture<Void> received = new CompletableFuture<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread hook = new Thread(this::receive);

    ShutdownSignal() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void receive() {
        received.complete(null);
        try {
            closed.await(GRACE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Completes on SIGINT or SIGTERM. */
    CompletableFuture<Void> received() {
        return received;
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It is running.
        }
    }
}

package io.alignstreams.align;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps something native open while it is used. Whoever closes it waits for those who use it; those who come later get an
 * {@link IllegalStateException}, where native code would crash the JVM. Any number of threads may use it at once.
 *
 * <p>What is still used when waiting is over stays open until the process ends, so that native code that hangs does not keep
 * the process from ending.
 */
public final class NativeGuard {
    private static final Logger LOG = LoggerFactory.getLogger(NativeGuard.class);
    private static final long LONGEST_WAIT_SECONDS = 10;

    /** Whoever uses anything native reads; who ends the process writes, for good. */
    private static final ReentrantReadWriteLock PROCESS = new ReentrantReadWriteLock();

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final String name;
    private final ReentrantReadWriteLock process;
    private boolean closed;

    /** Guards what {@code name} names in errors. */
    public NativeGuard(String name) {
        this(name, PROCESS);
    }

    NativeGuard(String name, ReentrantReadWriteLock process) {
        this.name = name;
        this.process = process;
    }

    /** A use of what is guarded. */
    @FunctionalInterface
    public interface Use<T, E extends Exception> {
        T run() throws E;
    }

    /** Closes what is guarded. */
    @FunctionalInterface
    public interface Close<E extends Exception> {
        void run() throws E;
    }

    /** Loads something native, which nobody could guard before it was there. */
    public static <T, E extends Exception> T load(Use<T, E> load) throws E {
        return during(PROCESS, load);
    }

    private static <T, E extends Exception> T during(ReentrantReadWriteLock process, Use<T, E> use) throws E {
        process.readLock().lock();
        try {
            return use.run();
        } finally {
            process.readLock().unlock();
        }
    }

    /**
     * Waits until nothing native is used; later uses wait for the process to end. To be called before that, since ONNX Runtime
     * closes its environment then, which crashes the JVM while a session runs.
     */
    public static void awaitLastUse() {
        awaitLastUse(PROCESS);
    }

    static void awaitLastUse(ReentrantReadWriteLock process) {
        if (!lockWithin(process)) {
            LOG.warn(
                    "expected all uses of native code to end within {} s, found one that goes on",
                    LONGEST_WAIT_SECONDS);
        }
    }

    /**
     * Uses what is guarded.
     *
     * @throws IllegalStateException if it is closed
     */
    public <T, E extends Exception> T use(Use<T, E> use) throws E {
        return during(process, () -> useIfOpen(use));
    }

    private <T, E extends Exception> T useIfOpen(Use<T, E> use) throws E {
        lock.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException(name + ": expected it to be open, found it closed");
            }
            return use.run();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Runs {@code close} the first time, when nobody uses what it closes. */
    public <E extends Exception> void close(Close<E> close) throws E {
        during(process, () -> {
            closeWhenUnused(close);
            return true;
        });
    }

    private <E extends Exception> void closeWhenUnused(Close<E> close) throws E {
        if (!lockWithin(lock)) {
            LOG.warn("{}: expected all uses to end within {} s, found one that goes on", name, LONGEST_WAIT_SECONDS);
            return;
        }
        try {
            if (!closed) {
                closed = true;
                close.run();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** An interrupt ends no wait, since what is closed too early crashes the JVM. */
    private static boolean lockWithin(ReentrantReadWriteLock lock) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_WAIT_SECONDS);
        boolean isInterrupted = false;
        try {
            while (true) {
                try {
                    return lock.writeLock().tryLock(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    isInterrupted = true;
                }
            }
        } finally {
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

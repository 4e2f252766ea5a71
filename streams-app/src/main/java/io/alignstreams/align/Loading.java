package io.alignstreams.align;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Something that is loaded on a thread of its own. It belongs to one thread, which closes what was loaded with it or takes it. */
public final class Loading<T extends AutoCloseable> implements AutoCloseable {
    private final FutureTask<T> task;
    private boolean isTaken;

    private Loading(FutureTask<T> task) {
        this.task = task;
    }

    /** Begins to load. */
    public static <T extends AutoCloseable> Loading<T> begin(String name, Callable<T> load) {
        FutureTask<T> task = new FutureTask<>(load);
        Thread thread = new Thread(task, "load-" + name);
        thread.setDaemon(true);
        thread.start();
        return new Loading<>(task);
    }

    /**
     * Waits until it is loaded.
     *
     * @throws IOException or an unchecked exception: what it could not be loaded for
     */
    public T await() throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException fault) {
                throw fault;
            }
            if (e.getCause() instanceof RuntimeException fault) {
                throw fault;
            }
            if (e.getCause() instanceof Error fault) {
                throw fault;
            }
            throw new IOException("could not be loaded: " + e.getCause(), e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Waits until it is loaded, and takes it: it stays open when this is closed. */
    public T take() throws IOException {
        T loaded = await();
        isTaken = true;
        return loaded;
    }

    /** Waits until it is loaded, and closes it unless it was taken. */
    @Override
    public void close() {
        if (isTaken) {
            return;
        }
        T loaded;
        try {
            loaded = await();
        } catch (IOException | RuntimeException | Error e) {
            return;
        }
        try {
            loaded.close();
        } catch (Exception e) {
            throw new IllegalStateException("what was loaded could not be closed: " + e.getMessage(), e);
        }
    }
}

package io.alignstreams.embedding;

import io.alignstreams.config.AlignKeys;
import io.alignstreams.topology.EmbeddedImage;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Has stream threads wait for images, until a deadline or until nobody is to wait any more. */
final class ImageWait {
    private static final long LONGEST_TURN_MS = 100;

    private final long deadlineMs;
    private final EmbedderMeters meters;
    private volatile boolean isStopping;

    /**
     * Makes what any number of threads may wait by.
     *
     * @param deadlineMs how long one image is waited for, in milliseconds that the process runs
     */
    ImageWait(long deadlineMs, EmbedderMeters meters) {
        this.deadlineMs = deadlineMs;
        this.meters = meters;
    }

    /** Has whoever waits from now on end with a fault, unless the image is there. */
    void stop() {
        isStopping = true;
    }

    /**
     * Waits for what becomes of a job's image.
     *
     * @param where the record is, for messages
     * @throws IllegalStateException if the model failed, or nothing came of it in time
     */
    EmbeddedImage await(Job job, String where) {
        Timer.Sample sample = meters.start();
        try {
            return result(job);
        } catch (TimeoutException e) {
            throw new IllegalStateException(
                    where + ": expected the image's embedding within " + deadlineMs + " ms, found none; raise "
                            + AlignKeys.EMBED_DEADLINE_MS
                            + (job.fetch() == null ? "" : ", lower " + AlignKeys.IMAGE_URI_DEADLINE_MS)
                            + " or use a faster model",
                    e);
        } catch (CancellationException e) {
            throw new IllegalStateException(
                    where + ": expected the image's embedding, found that it was cancelled while somebody waited", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    where + ": expected the image's embedding, found that the model failed: " + e.getCause(),
                    e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(where + ": interrupted while the image was embedded", e);
        } finally {
            meters.waited(sample);
        }
    }

    /**
     * Waits in short turns, none of which counts for more than it was to be: while the process stands still, its workers do
     * too, and one turn of the deadline passes at most.
     */
    private EmbeddedImage result(Job job) throws TimeoutException, ExecutionException, InterruptedException {
        long left = deadlineMs;
        while (true) {
            long turn = Math.min(left, LONGEST_TURN_MS);
            try {
                return job.result().get(turn, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                left -= turn;
                if (left <= 0) {
                    throw e;
                }
                if (isStopping) {
                    throw new CancellationException("the application stops");
                }
            }
        }
    }
}

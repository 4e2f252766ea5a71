package io.alignstreams.embedding;

import io.alignstreams.config.AlignKeys;
import io.alignstreams.config.AlignStreamsConfig;
import io.alignstreams.fetch.DaemonThreads;
import io.alignstreams.fetch.Fetch;
import io.alignstreams.fetch.FetchRefusedException;
import io.alignstreams.fetch.ImageFetcher;
import io.alignstreams.topology.Code;
import io.alignstreams.topology.EmbeddedImage;
import io.alignstreams.topology.Refusal;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * Fetches the images of jobs whose events have an address. Of those that are only expected, so many are fetched, or wait to be
 * decoded, at the same time; one that a stream thread waits for takes a thread of its own unless it has begun.
 */
final class FetchStage implements AutoCloseable {
    private final ImageFetcher fetcher;
    private final Consumer<Job> fetched;
    private final EmbedderMeters meters;
    private final JobQueue waiting = new JobQueue();
    private final Semaphore room;
    private final ExecutorService threads = Executors.newCachedThreadPool(DaemonThreads.named("align-fetch-"));

    /**
     * Starts the threads, if images are fetched at all.
     *
     * @param fetched takes jobs whose images are there
     */
    FetchStage(AlignStreamsConfig config, Consumer<Job> fetched, EmbedderMeters meters) {
        this.fetcher = new ImageFetcher(config);
        this.fetched = fetched;
        this.meters = meters;
        int concurrency = config.getInt(AlignKeys.IMAGE_URI_CONCURRENCY);
        this.room = new Semaphore(concurrency);
        for (int i = 0; config.fetchesImages() && i < concurrency; i++) {
            threads.execute(this::fetchAhead);
        }
    }

    /** Takes in a job whose image is at an address; one whose address cannot be is done with. */
    void add(Job job, String address) {
        try {
            job.read(fetcher.fetch(address));
            waiting.add(job);
            // Whoever demanded it before it was there did not find it.
            if (job.isDemanded()) {
                promote(job);
            }
        } catch (FetchRefusedException e) {
            refuse(job, e);
        }
    }

    /** Fetches the image of a job that is demanded now, unless that has begun. */
    void promote(Job job) {
        if (waiting.remove(job)) {
            threads.execute(() -> fetch(job));
        }
    }

    private void fetchAhead() {
        try {
            while (true) {
                room.acquire();
                Job job = waiting.take(1).get(0);
                job.onEncodedGone(room::release);
                fetch(job);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A fetch that is given up leaves its job as it is: nobody wants it, or all is over. */
    private void fetch(Job job) {
        Fetch fetch = job.fetch();
        if (fetch == null || job.result().isDone()) {
            return;
        }
        Timer.Sample sample = meters.start();
        try {
            job.read(fetch.run());
            meters.fetched(sample);
            fetched.accept(job);
        } catch (CancellationException e) {
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (FetchRefusedException e) {
            if (!threads.isShutdown()) {
                meters.fetched(sample);
                refuse(job, e);
            }
        } catch (RuntimeException | Error e) {
            if (!threads.isShutdown()) {
                job.result().completeExceptionally(e);
            }
        }
    }

    /** How many images wait to be fetched. */
    int waiting() {
        return waiting.size();
    }

    private static void refuse(Job job, FetchRefusedException e) {
        job.result()
                .complete(new EmbeddedImage.Refused(
                        new Refusal(Code.valueOf(e.fault().name()), String.valueOf(e.getMessage()))));
    }

    /** Ends all fetches; their jobs stay as they are. */
    @Override
    public void close() {
        threads.shutdownNow();
        fetcher.close();
    }
}

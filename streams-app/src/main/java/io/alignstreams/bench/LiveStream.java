package io.alignstreams.bench;

import io.alignstreams.application.ScoringApplication;
import io.alignstreams.embedding.ImageTower;
import io.alignstreams.local.LocalCluster;
import io.alignstreams.topology.TextEmbedder;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/**
 * A stream that is at work, and of which it is known how fast it is at most. The same pictures come
 * over and over again, so there is no cache of embeddings. One thread at a time sends.
 */
final class LiveStream implements AutoCloseable {
    private static final int PICTURES = 32;

    /** More than any batch holds, or none would be left when a quarter is handled. */
    private static final int FIRST_IMAGES = 200;

    /** Each with a stream thread of its own, so that nobody waits for an image of another. */
    private static final String PARTITIONS = "4";

    private final List<byte[]> pictures;
    private final Random random;
    private final BenchStream stream;
    private final CountingTower tower;
    private final ScoringApplication application;
    private final Outcomes outcomes;
    private final double peak;
    private volatile int sent;

    /**
     * Starts an application, and measures how fast it scores what is there already.
     *
     * @param settings of the application
     */
    LiveStream(
            LocalCluster servers,
            String name,
            BenchSetup setup,
            Map<String, String> settings,
            ImageTower tower,
            TextEmbedder texts)
            throws Exception {
        this.pictures = new BenchPictures(setup.seed()).jpegs(PICTURES);
        this.random = new Random(setup.seed());
        this.stream = new BenchStream(
                servers,
                name,
                setup.folder(),
                Map.of(
                        "align.embedding.cache.bytes", "0",
                        "align.topic.partitions", PARTITIONS,
                        "num.stream.threads", PARTITIONS));
        this.tower = new CountingTower(tower);
        String applicationId = stream.nextApplication();
        try {
            stream.publish();
            for (int i = 0; i < FIRST_IMAGES; i++) {
                send();
            }
            stream.flush();
            this.application = stream.start(stream.config(applicationId, settings), this.tower, texts);
        } catch (Exception e) {
            stream.close();
            throw e;
        }
        this.outcomes = new Outcomes(stream, application.stopped());
        try {
            this.peak = stream.rate(applicationId, this.tower::images, application.stopped());
            outcomes.await(sent);
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    BenchStream stream() {
        return stream;
    }

    Outcomes outcomes() {
        return outcomes;
    }

    List<byte[]> pictures() {
        return pictures;
    }

    /** Images a second. */
    double peak() {
        return peak;
    }

    /** How many of the images that were sent the tower has not begun. */
    long waiting() {
        return sent - tower.begun();
    }

    private void send() {
        int number = sent;
        var unused = stream.send("image-" + number, pictures.get(number % PICTURES));
        sent = number + 1;
    }

    /** Gaps between images that come independently of each other, in seconds. */
    DoubleSupplier independent(double imagesASecond) {
        return () -> -Math.log(1 - random.nextDouble()) / imagesASecond;
    }

    /** Gaps between images, in seconds, all equally likely. */
    DoubleSupplier between(double least, double most) {
        return () -> least + (most - least) * random.nextDouble();
    }

    /** Sends images after gaps, whatever becomes of those before. */
    void send(int images, DoubleSupplier gapSeconds) throws InterruptedException {
        double next = System.nanoTime();
        for (int i = 0; i < images; i++) {
            next += 1e9 * gapSeconds.getAsDouble();
            TimeUnit.NANOSECONDS.sleep((long) next - System.nanoTime());
            send();
        }
    }

    /** Sends images after gaps, and gives how long each took from then until its classification could be read. */
    List<Double> latencies(int images, DoubleSupplier gapSeconds) throws ExecutionException, InterruptedException {
        int before = outcomes.count();
        send(images, gapSeconds);
        outcomes.await(sent);
        return outcomes.from(before).stream()
                .map(outcome -> (double) outcome.latencyMs())
                .toList();
    }

    @Override
    public void close() {
        outcomes.close();
        application.close();
        stream.close();
    }
}

package io.alignstreams.harness;

import io.alignstreams.application.ScoringApplication;
import io.alignstreams.config.AlignStreamsConfig;
import io.alignstreams.embedding.ImageTower;
import io.alignstreams.topology.TextEmbedder;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** An application in the test's own process that is started again when it had to stop, as those that run it would. */
public final class Supervised implements AutoCloseable {
    private final AlignStreamsConfig config;
    private final ImageTower tower;
    private final TextEmbedder texts;
    private final Thread thread = new Thread(this::supervise, "supervisor");
    private volatile ScoringApplication application;
    private final AtomicInteger restarts = new AtomicInteger();
    private volatile boolean closed;

    private Supervised(AlignStreamsConfig config, ImageTower tower, TextEmbedder texts) {
        this.config = config;
        this.tower = tower;
        this.texts = texts;
    }

    public static Supervised start(Stream stream, ImageTower tower, TextEmbedder texts) {
        return start(stream.config, tower, texts);
    }

    /** Starts one with settings of its own. */
    public static Supervised start(AlignStreamsConfig config, ImageTower tower, TextEmbedder texts) {
        Supervised supervised = new Supervised(config, tower, texts);
        supervised.application = new ScoringApplication(config, tower, texts);
        supervised.thread.start();
        return supervised;
    }

    private void supervise() {
        while (!closed) {
            try (ScoringApplication running = application) {
                running.start();
                running.stopped().get();
            } catch (RuntimeException | ExecutionException e) {
                System.out.println("stopped by " + e);
            } catch (InterruptedException e) {
                return;
            }
            if (!closed) {
                restarts.incrementAndGet();
                application = new ScoringApplication(config, tower, texts);
            }
        }
    }

    /** Waits until it scores images. */
    public Supervised awaitRunning() {
        Awaitility.await("the application runs")
                .atMost(Stream.SOON)
                .until(() -> application.running().isDone());
        return this;
    }

    /** How many times it had to stop. */
    public int restarts() {
        return restarts.get();
    }

    @Override
    public void close() {
        closed = true;
        application.close();
        Awaitility.await("the supervisor ends").atMost(Stream.SOON).until(() -> {
            application.close();
            return !thread.isAlive();
        });
    }
}

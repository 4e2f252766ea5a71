package io.alignstreams.harness;

import io.alignstreams.align.checkpoint.CheckpointImporter;
import io.alignstreams.align.checkpoint.RandomCheckpoint;
import io.alignstreams.local.LocalBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One broker and one small model for all tests of a run; both go when it ends, however it ends. */
public final class LocalServers implements BeforeAllCallback, AutoCloseable {
    /** Between two looks of the broker for transactions that are over. */
    public static final int CLEANUP_INTERVAL_MS = 1_000;

    private static LocalBroker broker;
    private static Path directory;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        // A stream thread may end by a fault that the application heals from.
        Awaitility.doNotCatchUncaughtExceptionsByDefault();
        synchronized (LocalServers.class) {
            if (broker == null) {
                // What members that die have begun is taken over, and their transactions are ended, in seconds.
                broker = LocalBroker.start(Map.of(
                        "group.min.session.timeout.ms",
                        "1000",
                        "transaction.abort.timed.out.transaction.cleanup.interval.ms",
                        String.valueOf(CLEANUP_INTERVAL_MS)));
                directory = Files.createTempDirectory("align-streams-tests");
                context.getRoot().getStore(ExtensionContext.Namespace.GLOBAL).put(LocalServers.class, this);
            }
        }
    }

    public static String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /** A directory of a test's own. */
    public static Path directory(String name) throws IOException {
        return Files.createDirectories(directory.resolve(name));
    }

    /** A tiny ALIGN of random weights. */
    public static synchronized Path model() throws IOException {
        Path model = directory.resolve("model");
        if (!Files.exists(model)) {
            Path checkpoint = directory.resolve("checkpoint");
            RandomCheckpoint.like(RandomCheckpoint.Like.TINY, 7).write(checkpoint, step -> {});
            new CheckpointImporter(checkpoint, step -> {}).importInto(model, "random-tiny");
        }
        return model;
    }

    @Override
    public void close() throws IOException {
        broker.close();
        delete(directory);
    }

    /** Deletes a directory with all that is in it; one that is not there is fine. */
    static void delete(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}

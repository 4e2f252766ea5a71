package io.alignstreams.guarantees;

import io.alignstreams.align.checkpoint.CheckpointImporter;
import io.alignstreams.align.checkpoint.RandomCheckpoint;
import io.alignstreams.local.LocalBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One broker and one small model for all tests of a run; both go when it ends, however it ends. */
final class LocalServers implements BeforeAllCallback, AutoCloseable {
    private static LocalBroker broker;
    private static Path directory;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        synchronized (LocalServers.class) {
            if (broker == null) {
                broker = LocalBroker.start();
                directory = Files.createTempDirectory("align-streams-tests");
                context.getRoot().getStore(ExtensionContext.Namespace.GLOBAL).put(LocalServers.class, this);
            }
        }
    }

    static String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /** A directory of a test's own. */
    static Path directory(String name) throws IOException {
        return Files.createDirectories(directory.resolve(name));
    }

    /** A tiny ALIGN of random weights. */
    static synchronized Path model() throws IOException {
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
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}

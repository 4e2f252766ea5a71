package io.alignstreams.cli;

import io.alignstreams.align.checkpoint.CheckpointImporter;
import io.alignstreams.align.checkpoint.RandomCheckpoint;
import io.alignstreams.local.LocalBroker;
import io.alignstreams.local.LocalRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** What the demo brings along: broker, registry, and a directory for what it writes; all of it goes with the demo. */
final class DemoServers implements AutoCloseable {
    private final Path directory;
    private final LocalBroker broker;
    private final LocalRegistry registry;

    private DemoServers(Path directory, LocalBroker broker, LocalRegistry registry) {
        this.directory = directory;
        this.broker = broker;
        this.registry = registry;
    }

    static DemoServers start() throws IOException {
        Path directory = Files.createTempDirectory("align-streams-demo");
        LocalBroker broker = LocalBroker.start();
        return new DemoServers(directory, broker, LocalRegistry.start());
    }

    String bootstrapServers() {
        return broker.bootstrapServers();
    }

    String registryUrl() {
        return registry.url();
    }

    String stateDirectory() {
        return directory.resolve("state").toString();
    }

    /** Makes a small model of random weights. */
    Path randomModel(long seed) throws IOException {
        Path checkpoint = directory.resolve("checkpoint");
        Path model = directory.resolve("model");
        RandomCheckpoint.like(RandomCheckpoint.Like.TINY, seed).write(checkpoint, step -> {});
        new CheckpointImporter(checkpoint, step -> {}).importInto(model, "random-tiny");
        return model;
    }

    @Override
    public void close() {
        registry.close();
        broker.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(directory + ": could not be removed", e);
        }
    }
}

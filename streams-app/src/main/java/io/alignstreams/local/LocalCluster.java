package io.alignstreams.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** A broker and a registry inside the process: all the servers that the application needs. */
public final class LocalCluster implements AutoCloseable {
    private final LocalBroker broker;
    private final LocalRegistry registry;

    private LocalCluster(LocalBroker broker, LocalRegistry registry) {
        this.broker = broker;
        this.registry = registry;
    }

    /** Starts both, empty. */
    public static LocalCluster start() throws IOException {
        return withRegistry(LocalBroker.start());
    }

    /**
     * Starts both, empty.
     *
     * @param folder for the broker's data
     * @param settings of the broker, in Kafka's names
     */
    public static LocalCluster start(Path folder, Map<String, String> settings) throws IOException {
        return withRegistry(LocalBroker.start(folder, settings));
    }

    private static LocalCluster withRegistry(LocalBroker broker) throws IOException {
        try {
            return new LocalCluster(broker, LocalRegistry.start());
        } catch (IOException | RuntimeException e) {
            broker.close();
            throw e;
        }
    }

    /** The address for {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /** The address for {@code schema.registry.url}. */
    public String registryUrl() {
        return registry.url();
    }

    @Override
    public void close() {
        try (broker) {
            registry.close();
        }
    }
}

package io.alignstreams.local;

import java.io.IOException;

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
        LocalBroker broker = LocalBroker.start();
        return new LocalCluster(broker, LocalRegistry.start());
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
        registry.close();
        broker.close();
    }
}

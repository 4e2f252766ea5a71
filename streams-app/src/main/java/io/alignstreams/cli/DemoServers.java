package io.alignstreams.cli;

import io.alignstreams.local.LocalBroker;
import io.alignstreams.local.LocalRegistry;
import java.io.IOException;

/** The broker and the registry that the demo brings along. */
final class DemoServers implements AutoCloseable {
    private final LocalBroker broker;
    private final LocalRegistry registry;

    private DemoServers(LocalBroker broker, LocalRegistry registry) {
        this.broker = broker;
        this.registry = registry;
    }

    static DemoServers start() throws IOException {
        LocalBroker broker = LocalBroker.start();
        return new DemoServers(broker, LocalRegistry.start());
    }

    String bootstrapServers() {
        return broker.bootstrapServers();
    }

    String registryUrl() {
        return registry.url();
    }

    @Override
    public void close() {
        registry.close();
        broker.close();
    }
}

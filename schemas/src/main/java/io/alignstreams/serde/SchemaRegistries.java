package io.alignstreams.serde;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opens the registry that a configuration names. */
final class SchemaRegistries {
    private static final String MOCK = "mock://";

    private SchemaRegistries() {}

    static SchemaRegistryClient open(SchemaRegistryConfig config) {
        List<String> addresses = config.getList(SchemaRegistryConfig.SCHEMA_REGISTRY_URL);
        String first = addresses.get(0).strip();
        return first.startsWith(MOCK)
                ? MockSchemaRegistry.scope(first.substring(MOCK.length()))
                : new HttpSchemaRegistryClient(config);
    }

    static SchemaRegistryClient configured(@Nullable SchemaRegistryClient registry) {
        if (registry == null) {
            throw new IllegalStateException("expected configure() to be called first");
        }
        return registry;
    }
}

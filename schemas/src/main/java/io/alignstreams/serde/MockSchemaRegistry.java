package io.alignstreams.serde;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.SerializationException;

/**
 * A registry inside the process, for tests and the demo: {@code schema.registry.url=mock://SCOPE}. Everybody who names the
 * same scope sees the same schemas, until {@link #drop}. Compatibility is not checked.
 */
public final class MockSchemaRegistry implements SchemaRegistryClient {
    private static final Map<String, MockSchemaRegistry> SCOPES = new ConcurrentHashMap<>();

    private final List<Schema> schemas = new ArrayList<>();
    private final Map<String, Integer> ids = new HashMap<>();
    private final Map<String, List<Integer>> subjects = new LinkedHashMap<>();

    private MockSchemaRegistry() {}

    /** Finds or makes the registry of a scope. */
    public static MockSchemaRegistry scope(String scope) {
        return SCOPES.computeIfAbsent(scope, name -> new MockSchemaRegistry());
    }

    /** Forgets a scope. */
    public static void drop(String scope) {
        SCOPES.remove(scope);
    }

    @Override
    public synchronized int register(String subject, Schema schema, boolean normalize) {
        int id = ids.computeIfAbsent(schema.toString(), text -> {
            schemas.add(schema);
            return schemas.size();
        });
        List<Integer> versions = subjects.computeIfAbsent(subject, name -> new ArrayList<>());
        if (!versions.contains(id)) {
            versions.add(id);
        }
        return id;
    }

    @Override
    public synchronized int idOf(String subject, Schema schema, boolean normalize) {
        Integer id = ids.get(schema.toString());
        if (id == null || !versions(subject).contains(id)) {
            throw new SerializationException("subject " + subject + ": expected schema " + schema.getFullName()
                    + " to be registered, found versions " + versions(subject));
        }
        return id;
    }

    @Override
    public synchronized Schema schemaOf(int id) {
        if (id < 1 || id > schemas.size()) {
            throw new UnknownSchemaException("expected a registered schema, found id " + id);
        }
        return schemas.get(id - 1);
    }

    /** Names of all subjects, in the order in which they came. */
    public synchronized List<String> subjects() {
        return List.copyOf(subjects.keySet());
    }

    /** Schema ids of a subject's versions, oldest first; empty if there is no such subject. */
    public synchronized List<Integer> versions(String subject) {
        return List.copyOf(subjects.getOrDefault(subject, List.of()));
    }
}

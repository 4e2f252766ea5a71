package io.alignstreams.serde;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes generated records in Confluent's wire format: a zero byte, four bytes of schema id, Avro's binary encoding. Null
 * stays null. Any number of threads may share one once it is configured.
 */
public final class AvroSerializer<T extends SpecificRecord> implements Serializer<T> {
    static final byte MAGIC = 0;
    static final int PREFIX_BYTES = 1 + Integer.BYTES;

    private final Map<Subject, Integer> ids = new ConcurrentHashMap<>();
    private @Nullable SchemaRegistryClient registry;
    private boolean autoRegister;
    private boolean normalize;

    /** A schema under a subject. Schemas are told apart by identity, since their equality ignores documentation. */
    private record Subject(String name, Schema schema) {
        @Override
        @SuppressWarnings("ReferenceEquality")
        public boolean equals(@Nullable Object other) {
            return other instanceof Subject subject && schema == subject.schema && name.equals(subject.name);
        }

        @Override
        public int hashCode() {
            return 31 * name.hashCode() + System.identityHashCode(schema);
        }
    }

    @Override
    public void configure(Map<String, ?> properties, boolean isKey) {
        if (isKey) {
            throw new IllegalArgumentException("expected to write values, found isKey = true");
        }
        TrustedClasses.trustGenerated();
        SchemaRegistryConfig config = new SchemaRegistryConfig(properties);
        registry = SchemaRegistries.open(config);
        autoRegister = config.getBoolean(SchemaRegistryConfig.AUTO_REGISTER_SCHEMAS);
        normalize = config.getBoolean(SchemaRegistryConfig.NORMALIZE_SCHEMAS);
    }

    /**
     * Writes one record.
     *
     * @throws SerializationException if it does not fit its schema, or the registry refuses the schema
     */
    @Override
    public byte @Nullable [] serialize(String topic, @Nullable T value) {
        if (value == null) {
            return null;
        }
        Schema schema = value.getSchema();
        int id = ids.computeIfAbsent(new Subject(topic + "-value", schema), this::id);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(ByteBuffer.allocate(PREFIX_BYTES).put(MAGIC).putInt(id).array());
        try {
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
            new SpecificDatumWriter<SpecificRecord>(schema).write(value, encoder);
            encoder.flush();
        } catch (IOException | AvroRuntimeException | ClassCastException | NullPointerException e) {
            throw new SerializationException(
                    "topic " + topic + ": expected a " + schema.getFullName() + ", found one that does not fit: " + e,
                    e);
        }
        return bytes.toByteArray();
    }

    private int id(Subject subject) {
        SchemaRegistryClient client = SchemaRegistries.configured(registry);
        return autoRegister
                ? client.register(subject.name(), subject.schema(), normalize)
                : client.idOf(subject.name(), subject.schema(), normalize);
    }

    @Override
    public void close() {
        if (registry != null) {
            registry.close();
        }
    }
}

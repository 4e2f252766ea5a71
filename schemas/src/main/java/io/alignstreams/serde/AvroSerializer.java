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

    /** Bytes that a record may have more than the last one of its topic before its buffer has to grow. */
    private static final int ROOM = 64;

    private final Map<Subject, Writer> writers = new ConcurrentHashMap<>();
    private @Nullable SchemaRegistryClient registry;
    private boolean autoRegister;
    private boolean normalize;

    /** A schema of a topic's values. Schemas are told apart by identity, since their equality ignores documentation. */
    private record Subject(String topic, Schema schema) {
        @Override
        @SuppressWarnings("ReferenceEquality")
        public boolean equals(@Nullable Object other) {
            return other instanceof Subject subject && schema == subject.schema && topic.equals(subject.topic);
        }

        @Override
        public int hashCode() {
            return 31 * topic.hashCode() + System.identityHashCode(schema);
        }
    }

    /** What writes records of a subject: its schema's id, and how many bytes the last record had. */
    private static final class Writer {
        private final int id;
        private final RecordWriter datumWriter;
        private volatile int lastSize = PREFIX_BYTES;

        Writer(int id, Schema schema) {
            this.id = id;
            this.datumWriter = new RecordWriter(schema);
        }

        byte[] write(SpecificRecord value) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(lastSize + ROOM);
            bytes.writeBytes(
                    ByteBuffer.allocate(PREFIX_BYTES).put(MAGIC).putInt(id).array());
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
            datumWriter.write(value, encoder);
            encoder.flush();
            lastSize = bytes.size();
            return bytes.toByteArray();
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
        Writer writer = writers.computeIfAbsent(new Subject(topic, schema), this::writer);
        try {
            return writer.write(value);
        } catch (IOException | AvroRuntimeException | ClassCastException | NullPointerException e) {
            throw new SerializationException(
                    "topic " + topic + ": expected a " + schema.getFullName() + ", found one that does not fit: " + e,
                    e);
        }
    }

    private Writer writer(Subject subject) {
        SchemaRegistryClient client = SchemaRegistries.configured(registry);
        String name = subject.topic() + "-value";
        int id = autoRegister
                ? client.register(name, subject.schema(), normalize)
                : client.idOf(name, subject.schema(), normalize);
        return new Writer(id, subject.schema());
    }

    @Override
    public void close() {
        if (registry != null) {
            registry.close();
        }
    }
}

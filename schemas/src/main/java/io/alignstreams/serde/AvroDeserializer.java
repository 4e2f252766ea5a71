package io.alignstreams.serde;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads generated records from Confluent's wire format. The writer's schema names the class, whose own schema the record is
 * resolved to. Null stays null. Any number of threads may share one once it is configured.
 */
public final class AvroDeserializer<T extends SpecificRecord> implements Deserializer<T> {
    private static final int SHOWN_BYTES = 8;

    private final Map<Integer, SpecificDatumReader<T>> readers = new ConcurrentHashMap<>();
    private @Nullable SchemaRegistryClient registry;

    @Override
    public void configure(Map<String, ?> properties, boolean isKey) {
        if (isKey) {
            throw new IllegalArgumentException("expected to read values, found isKey = true");
        }
        TrustedClasses.trustGenerated();
        registry = SchemaRegistries.open(new SchemaRegistryConfig(properties));
    }

    /**
     * Reads one record.
     *
     * @throws UnknownSchemaException if the registry has no schema with the id in the bytes
     * @throws SerializationException if the bytes are not a record in the wire format, or Avro refuses the schema they name
     */
    @Override
    public @Nullable T deserialize(String topic, byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        if (bytes.length < AvroSerializer.PREFIX_BYTES || bytes[0] != AvroSerializer.MAGIC) {
            throw new SerializationException("topic " + topic + ": expected a zero byte and a schema id, found "
                    + bytes.length + " bytes that begin with "
                    + HexFormat.of().formatHex(bytes, 0, Math.min(SHOWN_BYTES, bytes.length)));
        }
        int id = ByteBuffer.wrap(bytes).getInt(1);
        SpecificDatumReader<T> reader = readers.computeIfAbsent(id, key -> reader(topic, key));
        try {
            BinaryDecoder decoder = DecoderFactory.get()
                    .binaryDecoder(
                            bytes, AvroSerializer.PREFIX_BYTES, bytes.length - AvroSerializer.PREFIX_BYTES, null);
            return reader.read(null, decoder);
        } catch (IOException | RuntimeException e) {
            throw faulty(topic, reader.getSchema(), bytes.length, e);
        } catch (OutOfMemoryError | StackOverflowError e) {
            // Avro allocates what a length in the bytes claims before it looks whether the bytes are there, and goes
            // as deep as a schema does.
            throw faulty(topic, reader.getSchema(), bytes.length, e);
        }
    }

    private static SerializationException faulty(String topic, Schema schema, int length, Throwable cause) {
        return new SerializationException(
                "topic " + topic + ": expected " + length + " bytes of a " + schema.getFullName() + ", found others: "
                        + cause,
                cause);
    }

    private SpecificDatumReader<T> reader(String topic, int id) {
        Schema writer = SchemaRegistries.configured(registry).schemaOf(id);
        Schema reader = generated(writer);
        if (reader == null) {
            throw new SerializationException("topic " + topic + ": expected schema id " + id
                    + " to be one of align-streams' records, found " + writer.getFullName());
        }
        return new SpecificDatumReader<>(writer, reader, SpecificData.get());
    }

    /** The schema of the generated class that a writer's schema names; null if it names none. */
    private static @Nullable Schema generated(Schema writer) {
        if (writer.getType() != Schema.Type.RECORD) {
            return null;
        }
        try {
            Class<?> type = SpecificData.get().getClass(writer);
            return type != null && SpecificRecord.class.isAssignableFrom(type)
                    ? SpecificData.get().getSchema(type)
                    : null;
        } catch (SecurityException | AvroRuntimeException e) {
            return null;
        }
    }

    @Override
    public void close() {
        if (registry != null) {
            registry.close();
        }
    }
}

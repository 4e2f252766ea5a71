package io.alignstreams.topology;

import io.alignstreams.serde.UnknownSchemaException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Decodes values without ever throwing for what their bytes say, so that a bad record reaches a processor and becomes a
 * dead letter. A registry that cannot be reached is no fault of the bytes.
 */
final class DecodedDeserializer<T> implements Deserializer<Decoded<T>> {
    private final Deserializer<?> decoder;
    private final Class<T> type;
    private final Patience patience;

    /** Decodes with {@code decoder}, which stays the caller's to close. */
    DecodedDeserializer(Deserializer<?> decoder, Class<T> type, Patience patience) {
        this.decoder = decoder;
        this.type = type;
        this.patience = patience;
    }

    @Override
    public Decoded<T> deserialize(String topic, byte @Nullable [] bytes) {
        if (bytes == null) {
            return new Decoded.Absent<>();
        }
        try {
            Object value = patience.insist(topic, () -> decoder.deserialize(topic, bytes));
            return type.isInstance(value)
                    ? new Decoded.Event<>(type.cast(value), bytes)
                    : fault(bytes, Code.NOT_AVRO, "expected a " + type.getName() + ", found a " + describe(value));
        } catch (UnknownSchemaException e) {
            return fault(bytes, Code.SCHEMA_UNKNOWN, String.valueOf(e.getMessage()));
        } catch (SerializationException e) {
            return fault(bytes, Code.NOT_AVRO, String.valueOf(e.getMessage()));
        }
    }

    private static String describe(@Nullable Object value) {
        return value == null ? "null" : value.getClass().getName();
    }

    private Decoded<T> fault(byte[] bytes, Code code, String message) {
        return new Decoded.Fault<>(new Refusal(code, message), bytes);
    }
}

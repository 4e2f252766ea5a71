package io.alignstreams.topology;

import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Decodes values without ever throwing for what their bytes say, so that a bad record reaches a processor and becomes a
 * dead letter. A registry that cannot be reached, or not with these settings, is no fault of the bytes.
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
    public Decoded<T> deserialize(String topic, Headers headers, byte @Nullable [] bytes) {
        Object read = ReadAhead.take(headers);
        return bytes != null && type.isInstance(read)
                ? new Decoded.Event<>(type.cast(read), bytes)
                : deserialize(topic, bytes);
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
        } catch (RuntimeException e) {
            return switch (SerdeFault.of(e)) {
                case OUTAGE, SYSTEM -> throw e;
                case SCHEMA_UNKNOWN -> fault(bytes, Code.SCHEMA_UNKNOWN, message(topic, bytes, e));
                case DATA -> fault(bytes, Code.NOT_AVRO, message(topic, bytes, e));
            };
        } catch (StackOverflowError e) {
            return fault(bytes, Code.NOT_AVRO, message(topic, bytes, e));
        }
    }

    private static String describe(@Nullable Object value) {
        return value == null ? "null" : value.getClass().getName();
    }

    private String message(String topic, byte[] bytes, Throwable fault) {
        String found = SerdeFault.describe(fault);
        return fault instanceof SerializationException
                ? found
                : "topic " + topic + ": expected " + bytes.length + " bytes of a " + type.getName() + ", found others: "
                        + found;
    }

    private Decoded<T> fault(byte[] bytes, Code code, String message) {
        return new Decoded.Fault<>(new Refusal(code, message), bytes);
    }
}

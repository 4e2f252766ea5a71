package io.alignstreams.topology;

import io.alignstreams.serde.UnknownSchemaException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes values without ever throwing for what their bytes say, so that a bad record reaches a processor and becomes a
 * dead letter. A registry that cannot be reached is no fault of the bytes: it is asked again until a deadline, which stops
 * the application with offsets unmoved.
 */
final class DecodedDeserializer<T> implements Deserializer<Decoded<T>> {
    private static final Logger LOG = LoggerFactory.getLogger(DecodedDeserializer.class);

    private final Deserializer<?> decoder;
    private final Class<T> type;
    private final Duration patience;
    private final Clock clock;

    /** Decodes with {@code decoder}, which stays the caller's to close, and waits for its registry for {@code patience}. */
    DecodedDeserializer(Deserializer<?> decoder, Class<T> type, Duration patience, Clock clock) {
        this.decoder = decoder;
        this.type = type;
        this.patience = patience;
        this.clock = clock;
    }

    @Override
    public Decoded<T> deserialize(String topic, byte @Nullable [] bytes) {
        if (bytes == null) {
            return new Decoded.Absent<>();
        }
        Instant deadline = clock.instant().plus(patience);
        while (true) {
            try {
                Object value = decoder.deserialize(topic, bytes);
                return type.isInstance(value)
                        ? new Decoded.Event<>(type.cast(value), bytes)
                        : notAvro(
                                bytes,
                                "expected a " + type.getName() + ", found a "
                                        + (value == null
                                                ? "null"
                                                : value.getClass().getName()));
            } catch (UnknownSchemaException e) {
                return new Decoded.Fault<>(new Refusal(Code.SCHEMA_UNKNOWN, String.valueOf(e.getMessage())), bytes);
            } catch (SerializationException e) {
                return notAvro(bytes, String.valueOf(e.getMessage()));
            } catch (RetriableException e) {
                if (clock.instant().isAfter(deadline)) {
                    throw e;
                }
                LOG.warn("topic {}: waiting for the schema registry: {}", topic, e.getMessage());
            }
        }
    }

    private Decoded<T> notAvro(byte[] bytes, String message) {
        return new Decoded.Fault<>(new Refusal(Code.NOT_AVRO, message), bytes);
    }
}

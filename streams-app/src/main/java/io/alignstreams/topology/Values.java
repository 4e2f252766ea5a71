package io.alignstreams.topology;

import io.alignstreams.config.AlignKeys;
import io.alignstreams.config.AlignStreamsConfig;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;

/** Reads and writes the values of all topics; one serde serves both topologies and all their threads. */
public final class Values implements AutoCloseable {
    private final Serde<SpecificRecord> serde;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Patience patience;

    /** Opens the serde that the configuration names. */
    public Values(AlignStreamsConfig config, Clock clock) {
        this.serde = config.openValueSerde();
        this.patience = new Patience(
                config.duration(AlignKeys.REGISTRY_DEADLINE_MS),
                clock,
                milliseconds -> !stopping.await(milliseconds, TimeUnit.MILLISECONDS));
    }

    /** Reads values of a type without throwing for what their bytes say. */
    <T extends SpecificRecord> DecodedDeserializer<T> decoded(Class<T> type) {
        return new DecodedDeserializer<>(serde.deserializer(), type, patience);
    }

    /** Reads values of a type; throws a {@link SerializationException} for all others. Null stays null. */
    public <T extends SpecificRecord> Deserializer<T> decoder(Class<T> type) {
        DecodedDeserializer<T> decoded = decoded(type);
        return (topic, bytes) -> {
            Decoded<T> read = decoded.deserialize(topic, bytes);
            if (read instanceof Decoded.Fault<T> fault) {
                throw new SerializationException(fault.refusal().message());
            }
            return read instanceof Decoded.Event<T> event ? event.value() : null;
        };
    }

    /** Writes a value as the topologies do. */
    public byte[] encode(String topic, SpecificRecord value) {
        return output(topic, Integer.MAX_VALUE).serialize(value);
    }

    AvroOutput output(String topic, int maxBytes) {
        return new AvroOutput(topic, maxBytes, serde.serializer(), patience);
    }

    /** No longer waits for a registry that cannot be reached: from now on, what asks for it ends with its fault. */
    public void stopWaiting() {
        stopping.countDown();
    }

    @Override
    public void close() {
        serde.close();
    }
}

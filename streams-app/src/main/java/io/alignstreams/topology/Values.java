package io.alignstreams.topology;

import io.alignstreams.config.AlignKeys;
import io.alignstreams.config.AlignStreamsConfig;
import java.time.Clock;
import java.time.Duration;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;

/** Reads and writes the values of all topics; one serde serves both topologies and all their threads. */
public final class Values implements AutoCloseable {
    private final Serde<SpecificRecord> serde;
    private final Duration patience;
    private final Clock clock;

    /** Opens the serde that the configuration names. */
    public Values(AlignStreamsConfig config, Clock clock) {
        this.serde = config.openValueSerde();
        this.patience = config.duration(AlignKeys.REGISTRY_DEADLINE_MS);
        this.clock = clock;
    }

    /** Reads values of a type without throwing for what their bytes say. */
    <T extends SpecificRecord> DecodedDeserializer<T> decoded(Class<T> type) {
        return new DecodedDeserializer<>(serde.deserializer(), type, patience, clock);
    }

    /** Reads values of a type; throws for all others. */
    public <T extends SpecificRecord> Deserializer<T> decoder(Class<T> type) {
        return (topic, bytes) -> type.cast(serde.deserializer().deserialize(topic, bytes));
    }

    AvroOutput output(String topic, int maxBytes) {
        return new AvroOutput(topic, maxBytes, serde.serializer());
    }

    @Override
    public void close() {
        serde.close();
    }
}

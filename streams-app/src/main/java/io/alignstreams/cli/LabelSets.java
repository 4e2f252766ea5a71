package io.alignstreams.cli;

import io.alignstreams.config.AlignKeys;
import io.alignstreams.config.AlignStreamsConfig;
import io.alignstreams.schemas.LabelSet;
import io.alignstreams.topology.LabelSetRules;
import io.alignstreams.topology.Refusal;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/** The topic of label sets, as the commands read and write it. */
final class LabelSets {
    private LabelSets() {}

    /** A label set that is in force. */
    record Published(long version, Instant since, LabelSet labelSet) {}

    /**
     * Makes the Avro record of a file, if the application would take it.
     *
     * @throws LabelSetFileException if not; the message names the file
     */
    static LabelSet check(AlignStreamsConfig config, String file, LabelSetFile parsed) {
        LabelSetRules rules =
                new LabelSetRules(config.getInt(AlignKeys.LABELS_MAX), config.getInt(AlignKeys.LABEL_TEXTS_MAX));
        LabelSet labelSet = parsed.toLabelSet(file);
        Refusal refusal = rules.check(labelSet);
        if (refusal != null) {
            throw new LabelSetFileException(file + ": " + refusal.code() + ": " + refusal.message());
        }
        return labelSet;
    }

    /** Reads the current label sets, by id. */
    static Map<String, Published> current(AlignStreamsConfig config) {
        Map<String, Published> current = new TreeMap<>();
        try (Serde<SpecificRecord> serde = config.openValueSerde()) {
            Clients.readAll(config, config.topics().labelSets(), record -> {
                if (record.value() == null) {
                    current.remove(record.key());
                } else if (decode(serde, record) instanceof LabelSet labelSet) {
                    current.put(
                            record.key(),
                            new Published(record.offset(), Instant.ofEpochMilli(record.timestamp()), labelSet));
                }
            });
        }
        return current;
    }

    /** Gives null for what is no Avro; the application refuses it, and it changes nothing. */
    private static @Nullable SpecificRecord decode(Serde<SpecificRecord> serde, ConsumerRecord<String, byte[]> record) {
        try {
            return serde.deserializer().deserialize(record.topic(), record.value());
        } catch (SerializationException e) {
            return null;
        }
    }

    /**
     * Publishes a label set, or its deletion.
     *
     * @return the version
     */
    static long publish(AlignStreamsConfig config, String id, @Nullable LabelSet labelSet)
            throws InterruptedException, ExecutionException {
        String topic = config.topics().labelSets();
        try (Serde<SpecificRecord> serde = config.openValueSerde();
                KafkaProducer<String, byte[]> producer = Clients.producer(config)) {
            byte[] value = labelSet == null ? null : serde.serializer().serialize(topic, labelSet);
            return producer.send(new ProducerRecord<>(topic, id, value)).get().offset();
        }
    }
}

package io.alignstreams.application;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Reads topics outside of a stream. */
public final class TopicReading {
    private static final Duration POLL = Duration.ofMillis(200);

    private TopicReading() {}

    /** All partitions of a topic. */
    public static List<TopicPartition> partitions(KafkaConsumer<?, ?> consumer, String topic) {
        return consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
    }

    /** Reads all records that a topic has now. */
    public static <K, V> void readAll(
            KafkaConsumer<K, V> consumer, String topic, Consumer<ConsumerRecord<K, V>> reader) {
        List<TopicPartition> partitions = partitions(consumer, topic);
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        readOn(consumer, reader);
    }

    /** Reads the records that there are now behind those that were read. */
    public static <K, V> void readOn(KafkaConsumer<K, V> consumer, Consumer<ConsumerRecord<K, V>> reader) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(POLL).forEach(reader);
        }
    }
}

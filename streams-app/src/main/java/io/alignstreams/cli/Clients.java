package io.alignstreams.cli;

import io.alignstreams.application.Cluster;
import io.alignstreams.application.TopicReading;
import io.alignstreams.config.AlignKeys;
import io.alignstreams.config.AlignStreamsConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;

/** Kafka clients of the commands, made of the same settings as the application's. */
final class Clients {

    private Clients() {}

    static KafkaProducer<String, byte[]> producer(AlignStreamsConfig config) {
        Map<String, Object> properties = new HashMap<>();
        int largest =
                Math.max(config.getInt(AlignKeys.IMAGE_EVENT_BYTES_MAX), config.getInt(AlignKeys.LABEL_SET_BYTES_MAX));
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, largest);
        properties.putAll(Cluster.clientProperties(config, StreamsConfig.PRODUCER_PREFIX));
        return new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
    }

    /** Reads committed records only. */
    static KafkaConsumer<String, byte[]> consumer(AlignStreamsConfig config) {
        return new KafkaConsumer<>(
                Cluster.consumerProperties(config), new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** Hands over what a topic holds now, in the order of each partition. */
    static void readAll(AlignStreamsConfig config, String topic, Consumer<ConsumerRecord<String, byte[]>> reader) {
        try (KafkaConsumer<String, byte[]> consumer = consumer(config)) {
            TopicReading.readAll(consumer, topic, reader);
        }
    }
}

package io.alignstreams.replay;

import io.alignstreams.application.Cluster;
import io.alignstreams.config.AlignStreamsConfig;
import io.alignstreams.config.TopicPlan;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;

/** Kafka clients of a replay, made of the same settings as the application's. */
final class Clients {
    static final Duration POLL = Duration.ofMillis(200);

    private static final int HEADROOM_BYTES = 65_536;
    private static final long LEAST_BUFFER_BYTES = 32L << 20;

    /** A replay that was killed keeps its topics' later records from the application for no longer. */
    private static final int TRANSACTION_MS = 60_000;

    private Clients() {}

    /** Has a place in the group, and no other member's partitions. */
    static KafkaConsumer<byte[], byte[]> consumer(AlignStreamsConfig config) {
        Map<String, Object> properties = Cluster.consumerProperties(config);
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, config.replayId());
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    static KafkaProducer<byte[], byte[]> producer(AlignStreamsConfig config) {
        int largest = TopicPlan.deadLetterBytes(config) + HEADROOM_BYTES;
        Map<String, Object> properties = Cluster.clientProperties(config, StreamsConfig.PRODUCER_PREFIX);
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, largest);
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, Math.max(LEAST_BUFFER_BYTES, 2L * largest));
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, config.replayId());
        properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_MS);
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }
}

package io.alignstreams.config;

import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.streams.StreamsConfig;

/** Settings of Kafka Streams for both applications: the user's, and under them those that the promises need. */
public final class StreamsProperties {
    private static final long LEAST_BUFFER_BYTES = 32L << 20;

    /** Outputs are a few thousand bytes each, of which Kafka's 16 KB hold a handful. */
    private static final int BATCH_BYTES = 131_072;

    /**
     * Kafka's default is 500. As long as a broker waits for more of a changelog that has been read to its end, it does not
     * tell where the next one ends, so each task of a thread would cost a start that much.
     */
    private static final int RESTORE_WAIT_MS = 50;

    private final AlignStreamsConfig config;

    public StreamsProperties(AlignStreamsConfig config) {
        this.config = config;
    }

    /**
     * Settings of the scoring application.
     *
     * @param partitions of image-events
     * @throws ConfigException if a user's setting would break a promise
     */
    public Properties scoring(int partitions) {
        Properties properties = common(config.applicationId());
        new FetchSettings(config, partitions, Runtime.getRuntime().maxMemory()).put(properties);
        new TransactionTimeout(config, partitions).put(properties);
        return checked(properties);
    }

    /** Settings of the application that embeds label sets: one thread, which a set may keep busy for minutes. */
    public Properties labels() {
        Properties properties = common(config.labelsApplicationId());
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
        properties.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, 0);
        properties.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 1);
        properties.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG),
                TransactionTimeout.MOST_MS);
        properties.put(
                StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), TransactionTimeout.MOST_MS);
        return checked(properties);
    }

    private Properties common(String applicationId) {
        Properties properties = new Properties();
        properties.putAll(config.kafkaProperties());
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
        keep(properties, StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        keep(properties, StreamsConfig.TOPOLOGY_OPTIMIZATION_CONFIG, StreamsConfig.NO_OPTIMIZATION);
        properties.putIfAbsent(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, SharedRocksDbMemory.class);
        int largest = TopicPlan.largestBytes(config);
        ClientKey.producer(ProducerConfig.MAX_REQUEST_SIZE_CONFIG).putUnlessGiven(properties, largest);
        ClientKey.producer(ProducerConfig.BUFFER_MEMORY_CONFIG)
                .putUnlessGiven(properties, Math.max(LEAST_BUFFER_BYTES, 2L * largest));
        // A broker holds a topic's limit against batches, and would refuse a batch of records that fit.
        ClientKey.producer(ProducerConfig.BATCH_SIZE_CONFIG)
                .putUnlessGiven(properties, Math.min(BATCH_BYTES, TopicPlan.smallestOutputBytes(config)));
        ClientKey.restoreConsumer(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG).putUnlessGiven(properties, RESTORE_WAIT_MS);
        return properties;
    }

    private Properties checked(Properties properties) {
        new SettingsCheck(config).check(properties, TopicPlan.largestBytes(config));
        return properties;
    }

    /** Sets what the promises rest on, and refuses another value. */
    private static void keep(Properties properties, String key, String value) {
        Object found = properties.getOrDefault(key, value);
        if (!value.equals(found)) {
            throw new ConfigException(key, found, "expected " + value + ", on which the guarantees rest; remove it");
        }
        properties.put(key, value);
    }
}

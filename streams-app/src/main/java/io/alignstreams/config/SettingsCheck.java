package io.alignstreams.config;

import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.streams.StreamsConfig;

/** Refuses settings of Kafka's that would break a promise. */
final class SettingsCheck {
    /** By all names that Kafka Streams knows them under, old ones too. */
    private static final List<String> HANDLERS = List.of(
            "deserialization.exception.handler",
            "default.deserialization.exception.handler",
            "processing.exception.handler",
            "production.exception.handler",
            "default.production.exception.handler");

    private static final long DEFAULT_MAX_POLL_INTERVAL_MS = 300_000;

    private final AlignStreamsConfig config;

    SettingsCheck(AlignStreamsConfig config) {
        this.config = config;
    }

    /**
     * Looks at the settings of one application.
     *
     * @param largestRecord bytes of the largest record that is written, uncompressed
     * @throws ConfigException for the first setting that cannot be
     */
    void check(Properties properties, int largestRecord) {
        for (String handler : HANDLERS) {
            Object found = properties.get(handler);
            if (found != null) {
                throw new ConfigException(
                        handler,
                        found,
                        "expected none: what cannot heal becomes a dead letter of ours, and whatever else goes wrong must"
                                + " stop the application; remove it");
            }
        }
        long idle = ClientKey.streams(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG).number(properties, 0);
        if (idle < 0) {
            throw new ConfigException(
                    StreamsConfig.MAX_TASK_IDLE_MS_CONFIG,
                    idle,
                    "expected at least 0, so that label sets take effect before the images that wait; remove it");
        }
        requireRoom(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, properties, largestRecord);
        requireRoom(ProducerConfig.BUFFER_MEMORY_CONFIG, properties, largestRecord);
        requirePatience(properties);
    }

    private static void requireRoom(String key, Properties properties, int largestRecord) {
        long found = ClientKey.producer(key).number(properties, largestRecord);
        if (found < largestRecord) {
            throw new ConfigException(
                    key,
                    found,
                    "expected at least " + largestRecord + ", the largest record there may be; remove it, or lower the"
                            + " align.*.bytes.max that asks for it");
        }
    }

    /** A record that waits for the registry longer than that is taken from the application while it waits. */
    private void requirePatience(Properties properties) {
        long interval = ClientKey.mainConsumer(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG)
                .number(properties, DEFAULT_MAX_POLL_INTERVAL_MS);
        long deadline = config.getLong(AlignKeys.REGISTRY_DEADLINE_MS);
        if (deadline >= interval) {
            throw new ConfigException(
                    AlignKeys.REGISTRY_DEADLINE_MS,
                    deadline,
                    "expected less than max.poll.interval.ms (" + interval + "); lower it, or raise the interval");
        }
    }
}

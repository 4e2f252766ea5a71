package io.alignstreams.application;

import io.alignstreams.embedding.PollAhead;
import io.alignstreams.embedding.PollAheadInterceptor;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** Has images shown to the embedder as they are polled, after the interceptors that the user named. */
final class PolledImages {
    private PolledImages() {}

    /** Adds the interceptor to the settings of Kafka Streams' main consumer. */
    static void show(Properties properties, String topic, PollAhead embedder) {
        String key = ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG;
        String given = Stream.of(StreamsConfig.mainConsumerPrefix(key), StreamsConfig.consumerPrefix(key), key)
                .map(properties::getProperty)
                .filter(Objects::nonNull)
                .map(interceptors -> interceptors + ",")
                .findFirst()
                .orElse("");
        properties.put(StreamsConfig.mainConsumerPrefix(key), given + PollAheadInterceptor.class.getName());
        properties.put(StreamsConfig.mainConsumerPrefix(PollAheadInterceptor.POLL_AHEAD), embedder);
        properties.put(StreamsConfig.mainConsumerPrefix(PollAheadInterceptor.TOPIC), topic);
    }
}

package io.alignstreams.embedding;

import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Shows the records of one topic to a {@link PollAhead} as they are polled. It is an interceptor because that is the one
 * public place that sees polled records before Kafka Streams does, in both of its group protocols.
 */
public final class PollAheadInterceptor implements ConsumerInterceptor<byte[], byte[]> {
    /** Key of the {@link PollAhead} object. */
    public static final String POLL_AHEAD = "align.poll.ahead";

    /** Key of the name of the topic whose records are shown. */
    public static final String TOPIC = "align.poll.ahead.topic";

    @SuppressWarnings("NullAway.Init") // set by configure, before the first record
    private PollAhead pollAhead;

    @SuppressWarnings("NullAway.Init") // set by configure, before the first record
    private String topic;

    @Override
    public void configure(Map<String, ?> configs) {
        pollAhead = (PollAhead) Objects.requireNonNull(configs.get(POLL_AHEAD), POLL_AHEAD);
        topic = (String) Objects.requireNonNull(configs.get(TOPIC), TOPIC);
    }

    @Override
    public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
        records.records(topic).forEach(pollAhead::expect);
        return records;
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
        // Whatever is committed was embedded.
    }

    @Override
    public void close() {
        // The embedder outlives the consumer.
    }
}

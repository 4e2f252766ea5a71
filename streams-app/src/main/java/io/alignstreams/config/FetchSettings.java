package io.alignstreams.config;

import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * How much the scoring application fetches at once, and keeps of what it fetched: enough for batches to be full whenever
 * there is a backlog. Kafka Streams counts what it keeps in records, and images are taken to have 100 KB here: where they
 * have much more, whoever runs it sets {@code max.poll.records} and {@code buffered.records.per.partition}.
 */
final class FetchSettings {
    private static final int BATCHES = 8;
    private static final int LEAST_RECORDS = 32;
    private static final long IMAGE_BYTES = 100_000;
    private static final long LEAST_PARTITION_BYTES = 1 << 20;
    private static final long MOST_PARTITION_BYTES = 8 << 20;
    private static final long LEAST_FETCH_BYTES = 8 << 20;

    /** Kafka's default. */
    private static final long MOST_FETCH_BYTES = 50 << 20;

    /** Part of the heap that one answer to each stream thread may take. Every broker answers for itself. */
    private static final long HEAP_SHARE = 8;

    private static final int RECEIVE_BUFFER_BYTES = 1 << 20;

    private final long batch;
    private final long lookaheadBytes;
    private final long threads;
    private final long partitions;
    private final long heapBytes;

    FetchSettings(AlignStreamsConfig config, int partitions, long heapBytes) {
        this.batch = config.getInt(AlignKeys.BATCH_MAX);
        this.lookaheadBytes = config.getLong(AlignKeys.LOOKAHEAD_BYTES);
        this.threads = Math.max(1, config.streamThreads());
        this.partitions = partitions;
        this.heapBytes = heapBytes;
    }

    /** Sets what the user did not set. */
    void put(Properties properties) {
        int records = records();
        put(properties, ConsumerConfig.MAX_POLL_RECORDS_CONFIG, records);
        properties.putIfAbsent(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, records);
        put(
                properties,
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                between(LEAST_PARTITION_BYTES, records * IMAGE_BYTES, MOST_PARTITION_BYTES));
        put(
                properties,
                ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                between(LEAST_FETCH_BYTES, heapBytes / HEAP_SHARE / threads, MOST_FETCH_BYTES));
        put(properties, ConsumerConfig.RECEIVE_BUFFER_CONFIG, RECEIVE_BUFFER_BYTES);
    }

    /** Of each partition. Half of the bytes is for what is read of records. */
    private int records() {
        long room = lookaheadBytes / 2 / partitions / IMAGE_BYTES;
        return Math.max(LEAST_RECORDS, (int) Math.min(BATCHES * batch, room));
    }

    private static int between(long least, long wanted, long most) {
        return (int) Math.max(least, Math.min(wanted, most));
    }

    private static void put(Properties properties, String key, int value) {
        ClientKey.mainConsumer(key).putUnlessGiven(properties, value);
    }
}

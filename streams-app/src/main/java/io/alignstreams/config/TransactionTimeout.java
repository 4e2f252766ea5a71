package io.alignstreams.config;

import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.streams.StreamsConfig;

/**
 * How long a transaction of the scoring application may take. It must outlive the slowest way from one commit to the next,
 * or the broker aborts it and the same records are tried for ever.
 *
 * <p>Between two looks at the clock a stream thread takes a record from each of its tasks, of which there are as many as
 * partitions when it is the last one left; one more may have begun just before. Room for five is asked for in any case.
 */
final class TransactionTimeout {
    /** The most that brokers allow by default: transaction.max.timeout.ms. */
    static final int MOST_MS = 900_000;

    private static final long DEFAULT_MS = 60_000;
    private static final long LEAST_DEADLINES = 5;
    private static final long DEFAULT_COMMIT_INTERVAL_MS = 100;
    private static final ClientKey KEY = ClientKey.producer(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG);

    private final long deadlineMs;
    private final int partitions;

    TransactionTimeout(AlignStreamsConfig config, int partitions) {
        this.deadlineMs = config.getLong(AlignKeys.EMBED_DEADLINE_MS);
        this.partitions = partitions;
    }

    /**
     * Sets the timeout, unless the user did.
     *
     * @throws ConfigException if the user's is too short, or none that brokers allow is long enough
     */
    void put(Properties properties) {
        long threads = Math.max(
                1, ClientKey.streams(StreamsConfig.NUM_STREAM_THREADS_CONFIG).number(properties, 1));
        long commitIntervalMs = ClientKey.streams(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG)
                .number(properties, DEFAULT_COMMIT_INTERVAL_MS);
        long tasksOfAThread = (partitions + threads - 1) / threads;
        long deadlines = Math.max(LEAST_DEADLINES, tasksOfAThread + 1);
        long least = Math.addExact(Math.multiplyExact(deadlines, deadlineMs), commitIntervalMs);
        String why = deadlines + " times " + AlignKeys.EMBED_DEADLINE_MS + " (" + deadlineMs
                + ") and commit.interval.ms (" + commitIntervalMs + "), for " + partitions + " partitions on " + threads
                + " stream threads";
        if (KEY.in(properties) == null) {
            if (least > MOST_MS) {
                throw new ConfigException(KEY.name() + ": expected at most " + MOST_MS
                        + ", which brokers allow by default, to be enough, found that it takes " + least + ": " + why
                        + "; raise num.stream.threads, or lower the deadline");
            }
            KEY.putUnlessGiven(properties, Math.toIntExact(Math.max(DEFAULT_MS, least)));
        }
        long given = KEY.number(properties, 0);
        if (given < least) {
            throw new ConfigException(
                    KEY.name(),
                    given,
                    "expected at least " + least + ": " + why
                            + "; raise it or num.stream.threads, or lower the deadline");
        }
    }
}

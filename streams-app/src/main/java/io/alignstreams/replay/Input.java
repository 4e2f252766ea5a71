package io.alignstreams.replay;

import java.time.Instant;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/**
 * A topic that dead letters go back to, and what it takes.
 *
 * @param maxBytes of a record, key and headers included
 * @param takesNoKey whether a record may be without a key
 * @param beforeMs how far before the clock a timestamp may be, in milliseconds
 * @param afterMs how far ahead of the clock a timestamp may be, in milliseconds
 */
record Input(
        String topic,
        int partitions,
        long maxBytes,
        boolean takesNoKey,
        boolean keepsTimestamps,
        long beforeMs,
        long afterMs) {
    /**
     * Reads a topic's settings.
     *
     * @param aheadMs how far ahead of the clock the application takes timestamps, in milliseconds
     */
    static Input of(String topic, int partitions, Config settings, long aheadMs) {
        return new Input(
                topic,
                partitions,
                number(settings, TopicConfig.MAX_MESSAGE_BYTES_CONFIG),
                !value(settings, TopicConfig.CLEANUP_POLICY_CONFIG).contains(TopicConfig.CLEANUP_POLICY_COMPACT),
                value(settings, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG).equals("CreateTime"),
                number(settings, TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG),
                Math.min(aheadMs, number(settings, TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG)));
    }

    private static long number(Config settings, String key) {
        return Long.parseLong(value(settings, key));
    }

    private static String value(Config settings, String key) {
        return settings.get(key).value();
    }

    /** The partition that a record came from, if the topic has it; else null, for the producer to choose. */
    @Nullable Integer partition(int source) {
        return source >= 0 && source < partitions ? source : null;
    }

    /** Says what is wrong with a timestamp as the clock is now; null if nothing is. */
    @Nullable String checkTime(long timestamp, Instant now) {
        long ahead = timestamp - now.toEpochMilli();
        if (ahead > afterMs) {
            return "expected a timestamp at most " + afterMs + " ms ahead of the clock, found one " + ahead
                    + " ms ahead";
        }
        return keepsTimestamps && -ahead > beforeMs
                ? "expected a timestamp at most " + beforeMs
                        + " ms before the clock (message.timestamp.before.max.ms of" + " topic " + topic
                        + "), found one " + -ahead + " ms before"
                : null;
    }
}

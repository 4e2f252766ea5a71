package io.alignstreams.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;

/**
 * A topic as it should be.
 *
 * @param settings Kafka's topic settings, by name
 */
public record TopicPlan(String name, int partitions, Map<String, String> settings) {
    /** What a dead letter may take more than the record it was. */
    public static final int DEAD_LETTER_HEADROOM_BYTES = 65_536;

    /** The timestamp type that keeps a record's own timestamp. */
    public static final String CREATE_TIME = "CreateTime";

    /** What a record of a changelog may take more than that of the topic whose value it keeps. */
    private static final int CHANGELOG_HEADROOM_BYTES = 1_024;

    public TopicPlan {
        settings = Map.copyOf(settings);
    }

    /** Lists all topics. */
    public static List<TopicPlan> of(AlignStreamsConfig config, int partitions) {
        Topics topics = config.topics();
        int output = config.getInt(AlignKeys.OUTPUT_BYTES_MAX);
        int image = config.getInt(AlignKeys.IMAGE_EVENT_BYTES_MAX);
        return List.of(
                new TopicPlan(topics.imageEvents(), partitions, limited(image)),
                new TopicPlan(topics.labelSets(), 1, compacted(config, config.getInt(AlignKeys.LABEL_SET_BYTES_MAX))),
                new TopicPlan(topics.labelSetEmbeddings(), partitions, timed(config)),
                new TopicPlan(topics.imageEmbeddings(), partitions, limited(output)),
                new TopicPlan(topics.imageClassifications(), partitions, limited(output)),
                new TopicPlan(topics.deadLetters(), partitions, limited(deadLetterBytes(config))));
    }

    /** Bytes that a record of dead-letters may take: any refused record with its headers. */
    public static int deadLetterBytes(AlignStreamsConfig config) {
        int largest =
                Math.max(config.getInt(AlignKeys.IMAGE_EVENT_BYTES_MAX), config.getInt(AlignKeys.LABEL_SET_BYTES_MAX));
        return largest + DEAD_LETTER_HEADROOM_BYTES;
    }

    /** Bytes that a record of the label-set store's changelog may take. */
    public static int changelogBytes(AlignStreamsConfig config) {
        return config.getInt(AlignKeys.LABEL_SET_EMBEDDINGS_BYTES_MAX) + CHANGELOG_HEADROOM_BYTES;
    }

    /** Settings of the label-set store's changelog: whatever the store takes, it takes. */
    public static Map<String, String> changelog(AlignStreamsConfig config) {
        String any = String.valueOf(Long.MAX_VALUE);
        return Map.of(
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(changelogBytes(config)),
                TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, CREATE_TIME,
                TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG, any,
                TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG, any);
    }

    /** Bytes that any record may take that is written. */
    static int largestBytes(AlignStreamsConfig config) {
        return Math.max(
                config.getInt(AlignKeys.OUTPUT_BYTES_MAX), Math.max(changelogBytes(config), deadLetterBytes(config)));
    }

    /** Bytes that a batch may take on each topic that is written. */
    static int smallestOutputBytes(AlignStreamsConfig config) {
        return Math.min(
                config.getInt(AlignKeys.OUTPUT_BYTES_MAX), config.getInt(AlignKeys.LABEL_SET_EMBEDDINGS_BYTES_MAX));
    }

    private static Map<String, String> limited(int maxBytes) {
        return Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(maxBytes));
    }

    private static Map<String, String> timed(AlignStreamsConfig config) {
        Map<String, String> settings =
                new HashMap<>(compacted(config, config.getInt(AlignKeys.LABEL_SET_EMBEDDINGS_BYTES_MAX)));
        settings.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, CREATE_TIME);
        return settings;
    }

    private static Map<String, String> compacted(AlignStreamsConfig config, int maxBytes) {
        return Map.of(
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                String.valueOf(maxBytes),
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_COMPACT,
                TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG,
                String.valueOf(config.getLong(AlignKeys.HISTORY_MS)));
    }
}

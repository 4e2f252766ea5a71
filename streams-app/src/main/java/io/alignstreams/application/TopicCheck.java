package io.alignstreams.application;

import io.alignstreams.config.AlignKeys;
import io.alignstreams.config.AlignStreamsConfig;
import io.alignstreams.config.TopicPlan;
import io.alignstreams.config.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.TopicConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the topics are such that the promises can be kept on them. */
final class TopicCheck {
    private static final Logger LOG = LoggerFactory.getLogger(TopicCheck.class);

    /** Kafka's name for the changelog of the store of label sets. */
    private static final String CHANGELOG = "-label-sets-changelog";

    private final AlignStreamsConfig config;
    private final Topics topics;
    private final List<String> faults = new ArrayList<>();

    TopicCheck(AlignStreamsConfig config) {
        this.config = config;
        this.topics = config.topics();
    }

    /**
     * Looks at all topics.
     *
     * @return the number of partitions of image-events
     * @throws StartException that names every fault
     */
    int check(Cluster cluster) {
        String changelog = config.applicationId() + CHANGELOG;
        List<String> names = new ArrayList<>(topics.all());
        names.add(changelog);
        cluster.requireTopics(topics.all());
        Map<String, TopicDescription> found = cluster.topics(names);
        int partitions = partitions(found, topics.imageEvents());
        checkPartitions(found, partitions, changelog);
        Map<String, Config> settings = cluster.settings(found.keySet());
        TopicPlan.of(config, partitions).forEach(plan -> checkOutputSize(plan, settings));
        checkInputSize(topics.imageEvents(), AlignKeys.IMAGE_EVENT_BYTES_MAX, settings);
        checkInputSize(topics.labelSets(), AlignKeys.LABEL_SET_BYTES_MAX, settings);
        List.of(topics.labelSets(), topics.labelSetEmbeddings()).forEach(topic -> checkCompaction(topic, settings));
        List.of(topics.imageEmbeddings(), topics.imageClassifications(), topics.labelSetEmbeddings())
                .forEach(topic -> checkTimestamps(topic, settings));
        checkTimestampType(topics.labelSetEmbeddings(), settings);
        TopicDescription store = found.get(changelog);
        if (store != null) {
            checkChangelog(changelog, settings);
            warnOfFewReplicas(store, Objects.requireNonNull(found.get(topics.labelSetEmbeddings())));
        }
        if (!faults.isEmpty()) {
            throw new StartException(String.join("\n", faults));
        }
        return partitions;
    }

    private static int partitions(Map<String, TopicDescription> found, String topic) {
        return Objects.requireNonNull(found.get(topic)).partitions().size();
    }

    private void checkPartitions(Map<String, TopicDescription> found, int partitions, String changelog) {
        int embeddings = partitions(found, topics.labelSetEmbeddings());
        if (embeddings != partitions) {
            faults.add("topic " + topics.labelSetEmbeddings() + ": expected " + partitions + " partitions, as many as "
                    + topics.imageEvents() + " has, found " + embeddings
                    + "; stop all instances, delete it, run topics create, and have all"
                    + " label sets embedded again: kafka-consumer-groups --group " + config.labelsApplicationId()
                    + " --all-topics --reset-offsets --to-earliest --execute");
        }
        TopicDescription store = found.get(changelog);
        if (store != null && store.partitions().size() != partitions) {
            faults.add("topic " + topics.imageEvents() + ": expected "
                    + store.partitions().size() + " partitions, with which application.id " + config.applicationId()
                    + " began, found " + partitions + "; to grow: stop all instances when they have caught up, give "
                    + topics.labelSetEmbeddings() + " as many partitions, choose a new application.id, set the new"
                    + " group's offsets of " + topics.imageEvents()
                    + " to the old group's (kafka-consumer-groups --reset-offsets), start");
        }
    }

    private void checkOutputSize(TopicPlan plan, Map<String, Config> settings) {
        boolean isInput =
                plan.name().equals(topics.imageEvents()) || plan.name().equals(topics.labelSets());
        if (!isInput) {
            String least = Objects.requireNonNull(plan.settings().get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG));
            requireSize(plan.name(), Long.parseLong(least), settings);
        }
    }

    private void requireSize(String topic, long least, Map<String, Config> settings) {
        long found = number(topic, TopicConfig.MAX_MESSAGE_BYTES_CONFIG, settings);
        if (found < least) {
            faults.add("topic " + topic + ": expected max.message.bytes of at least " + least + ", found " + found
                    + "; raise it, or lower the align.*.bytes.max that asks for it");
        }
    }

    /** Kafka Streams creates it, and never changes its settings when ours change. */
    private void checkChangelog(String changelog, Map<String, Config> settings) {
        requireSize(changelog, TopicPlan.changelogBytes(config), settings);
        checkCompaction(changelog, settings);
        checkTimestamps(changelog, settings);
        checkTimestampType(changelog, settings);
    }

    private static void warnOfFewReplicas(TopicDescription store, TopicDescription embeddings) {
        int expected = Cluster.replicas(embeddings);
        int found = Cluster.replicas(store);
        if (found < expected) {
            LOG.warn(
                    "topic {}: expected {} replicas, as many as {} has, found {}; nothing is scored while the brokers that"
                            + " hold them are away; kafka-reassign-partitions gives it more",
                    store.name(),
                    expected,
                    embeddings.name(),
                    found);
        }
    }

    /** Whatever an input takes must fit dead-letters, with its headers. */
    private void checkInputSize(String topic, String key, Map<String, Config> settings) {
        long found = number(topic, TopicConfig.MAX_MESSAGE_BYTES_CONFIG, settings);
        if (found > config.getInt(key)) {
            faults.add("topic " + topic + ": expected max.message.bytes of at most " + config.getInt(key) + ", found "
                    + found + "; set " + key + " to it, and " + topics.deadLetters()
                    + "' max.message.bytes to 65536 more");
        }
    }

    private void checkCompaction(String topic, Map<String, Config> settings) {
        String policy = value(topic, TopicConfig.CLEANUP_POLICY_CONFIG, settings);
        if (!policy.equals(TopicConfig.CLEANUP_POLICY_COMPACT)) {
            faults.add("topic " + topic + ": expected cleanup.policy compact, found " + policy
                    + "; label sets would be lost with time");
        }
        long lag = number(topic, TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG, settings);
        long history = config.getLong(AlignKeys.HISTORY_MS);
        if (lag < history) {
            faults.add("topic " + topic + ": expected min.compaction.lag.ms of at least " + history + " ("
                    + AlignKeys.HISTORY_MS + "), found " + lag);
        }
    }

    private void checkTimestamps(String topic, Map<String, Config> settings) {
        long after = number(topic, TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG, settings);
        long ahead = config.getLong(AlignKeys.TIMESTAMP_AHEAD_MAX_MS);
        if (after <= ahead) {
            faults.add("topic " + topic + ": expected message.timestamp.after.max.ms above " + ahead + " ("
                    + AlignKeys.TIMESTAMP_AHEAD_MAX_MS + "), found " + after);
        }
        long before = number(topic, TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG, settings);
        if (before != Long.MAX_VALUE) {
            faults.add("topic " + topic + ": expected message.timestamp.before.max.ms of " + Long.MAX_VALUE + ", found "
                    + before + "; what is older would be refused and stop the application");
        }
    }

    private void checkTimestampType(String topic, Map<String, Config> settings) {
        String type = value(topic, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, settings);
        if (!type.equals(TopicPlan.CREATE_TIME)) {
            faults.add("topic " + topic + ": expected message.timestamp.type " + TopicPlan.CREATE_TIME + ", found "
                    + type + "; label sets would come into force when they were written there");
        }
    }

    private static long number(String topic, String key, Map<String, Config> settings) {
        return Long.parseLong(value(topic, key, settings));
    }

    private static String value(String topic, String key, Map<String, Config> settings) {
        return Objects.requireNonNull(settings.get(topic)).get(key).value();
    }
}

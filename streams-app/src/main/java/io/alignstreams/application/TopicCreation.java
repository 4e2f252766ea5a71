package io.alignstreams.application;

import io.alignstreams.config.AlignKeys;
import io.alignstreams.config.AlignStreamsConfig;
import io.alignstreams.config.TopicPlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Creates the topics that are not there yet, and leaves alone those that are. */
public final class TopicCreation {
    private static final int SAFE_REPLICATION = 3;
    private static final int SAFE_IN_SYNC = 2;
    private static final int LEADER_ATTEMPTS = 300;
    private static final long LEADER_PAUSE_MS = 100;

    private final AlignStreamsConfig config;
    private final Cluster cluster;

    public TopicCreation(AlignStreamsConfig config, Cluster cluster) {
        this.config = config;
        this.cluster = cluster;
    }

    /**
     * A topic and whether it was there already.
     *
     * @param plan how it was created, or would be
     */
    public record Planned(TopicPlan plan, short replication, boolean exists) {}

    /** Says what {@link #create} would do. */
    public List<Planned> plan() {
        Map<String, TopicDescription> found = cluster.topics(config.topics().all());
        TopicDescription images = found.get(config.topics().imageEvents());
        int partitions = images == null
                ? config.getInt(AlignKeys.TOPIC_PARTITIONS)
                : images.partitions().size();
        short replication = replication();
        List<Planned> planned = new ArrayList<>();
        for (TopicPlan plan : TopicPlan.of(config, partitions)) {
            Map<String, String> settings = new HashMap<>(plan.settings());
            if (replication >= SAFE_REPLICATION) {
                settings.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, String.valueOf(SAFE_IN_SYNC));
            }
            planned.add(new Planned(
                    new TopicPlan(plan.name(), plan.partitions(), settings),
                    replication,
                    found.containsKey(plan.name())));
        }
        return planned;
    }

    /** Whether a broker may be lost without losing records. */
    public boolean isSafe() {
        return replication() >= SAFE_REPLICATION;
    }

    private short replication() {
        short configured = config.getShort(AlignKeys.TOPIC_REPLICATION);
        int brokers = Cluster.get(cluster.admin().describeCluster().nodes(), "describe the cluster")
                .size();
        return configured > 0 ? configured : (short) Math.min(SAFE_REPLICATION, brokers);
    }

    /** Brokers hear of a topic one after the other, and a producer that comes too early is in trouble for a while. */
    private void awaitLeaders(List<NewTopic> created) {
        List<TopicPartition> partitions = created.stream()
                .flatMap(topic -> IntStream.range(0, topic.numPartitions())
                        .mapToObj(partition -> new TopicPartition(topic.name(), partition)))
                .toList();
        for (int attempt = 1; ; attempt++) {
            try {
                cluster.endOffsets(partitions, IsolationLevel.READ_UNCOMMITTED);
                return;
            } catch (UnknownTopicOrPartitionException e) {
                if (attempt == LEADER_ATTEMPTS) {
                    throw e;
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(LEADER_PAUSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartException("interrupted while topics were created", e);
        }
    }

    /** Creates what is missing and says what there is now. */
    public List<Planned> create() {
        List<Planned> planned = plan();
        List<NewTopic> missing = planned.stream()
                .filter(topic -> !topic.exists())
                .map(topic -> new NewTopic(topic.plan().name(), topic.plan().partitions(), topic.replication())
                        .configs(topic.plan().settings()))
                .toList();
        Cluster.get(cluster.admin().createTopics(missing).all(), "create topics");
        awaitLeaders(missing);
        return planned;
    }
}

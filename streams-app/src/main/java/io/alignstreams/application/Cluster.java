package io.alignstreams.application;

import io.alignstreams.config.AlignKeys;
import io.alignstreams.config.AlignStreamsConfig;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.streams.StreamsConfig;

/** What the application asks a Kafka cluster for, apart from records. */
public final class Cluster implements AutoCloseable {
    private static final Set<String> OF_THE_STREAM = Set.of(
            ConsumerConfig.GROUP_ID_CONFIG,
            ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG);

    private final Admin admin;

    /** Connects to the cluster that the configuration names; it is not reached before the first question. */
    public Cluster(AlignStreamsConfig config) {
        this.admin = Admin.create(clientProperties(config, StreamsConfig.ADMIN_CLIENT_PREFIX));
    }

    /** The user's Kafka settings as a client takes them that is not part of Kafka Streams. */
    public static Map<String, Object> clientProperties(AlignStreamsConfig config, String prefix) {
        Map<String, Object> properties = new HashMap<>();
        for (Map.Entry<String, Object> entry : config.kafkaProperties().entrySet()) {
            if (AdminClientConfig.configNames().contains(entry.getKey())) {
                properties.put(entry.getKey(), entry.getValue());
            }
        }
        properties.putAll(config.originalsWithPrefix(prefix));
        return properties;
    }

    /**
     * The user's settings as a consumer takes them that reads what is committed of a topic, from the start if it has no other
     * place. The main consumer's win over those of all consumers; its place in a group and its interceptors are its own.
     */
    public static Map<String, Object> consumerProperties(AlignStreamsConfig config) {
        Map<String, Object> properties = clientProperties(config, StreamsConfig.CONSUMER_PREFIX);
        properties.putAll(config.originalsWithPrefix(StreamsConfig.MAIN_CONSUMER_PREFIX));
        properties.keySet().removeAll(OF_THE_STREAM);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, IsolationLevel.READ_COMMITTED.toString());
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return properties;
    }

    public Admin admin() {
        return admin;
    }

    /** Describes those of some topics that there are. */
    Map<String, TopicDescription> topics(Collection<String> names) {
        Map<String, TopicDescription> found = new TreeMap<>();
        admin.describeTopics(names).topicNameValues().forEach((name, description) -> {
            try {
                found.put(name, get(description, "describe topic " + name));
            } catch (UnknownTopicOrPartitionException e) {
                // It is left out.
            }
        });
        return found;
    }

    /**
     * Makes sure that topics are there.
     *
     * @throws StartException that names those that are not
     */
    public void requireTopics(Collection<String> names) {
        Set<String> found = topics(names).keySet();
        List<String> missing =
                names.stream().filter(name -> !found.contains(name)).toList();
        if (!missing.isEmpty()) {
            throw new StartException("missing topics " + missing
                    + ": create them with align-streams topics create, or set " + AlignKeys.TOPIC_PREFIX);
        }
    }

    /** The settings of topics that there are. */
    public Map<String, Config> settings(Collection<String> topics) {
        Map<String, Config> byTopic = new HashMap<>();
        admin.describeConfigs(topics.stream()
                        .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                        .toList())
                .values()
                .forEach((resource, settings) -> byTopic.put(
                        resource.name(), get(settings, "describe the settings of topic " + resource.name())));
        return byTopic;
    }

    /** All partitions of a topic that there is. */
    public List<TopicPartition> partitions(String topic) {
        return get(admin.describeTopics(List.of(topic)).allTopicNames(), "describe topic " + topic).values().stream()
                .flatMap(description -> description.partitions().stream())
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
    }

    /** How many brokers hold a topic that there is; of its partitions the one that fewest do. */
    int replicas(String topic) {
        return get(admin.describeTopics(List.of(topic)).allTopicNames(), "describe topic " + topic).values().stream()
                .mapToInt(Cluster::replicas)
                .min()
                .orElse(1);
    }

    /** How many brokers hold a topic; of its partitions the one that fewest do. */
    static int replicas(TopicDescription topic) {
        return topic.partitions().stream()
                .mapToInt(partition -> partition.replicas().size())
                .min()
                .orElse(1);
    }

    /** Offsets behind the last record of each partition, as far as it can be read. */
    public Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions, IsolationLevel isolation) {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        partitions.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
        Map<TopicPartition, Long> ends = new HashMap<>();
        get(admin.listOffsets(latest, new ListOffsetsOptions(isolation)).all(), "list the end offsets of " + partitions)
                .forEach((partition, end) -> ends.put(partition, end.offset()));
        return ends;
    }

    /** Offsets that a group has committed; empty if there is no such group. */
    public Map<TopicPartition, OffsetAndMetadata> committed(String group) {
        try {
            return get(
                    admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata(),
                    "list the offsets of group " + group);
        } catch (GroupIdNotFoundException e) {
            return Map.of();
        }
    }

    /**
     * Waits for an answer.
     *
     * @throws StartException if it was not allowed to ask, or there was no answer
     * @throws RuntimeException Kafka's own, if the answer is another error that it has a class for
     */
    public static <T> T get(KafkaFuture<T> answer, String question) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TimeoutException) {
                throw new StartException(
                        "could not " + question + ": expected an answer from bootstrap.servers, found none: "
                                + e.getCause().getMessage(),
                        e);
            }
            if (e.getCause() instanceof AuthorizationException fault) {
                throw StartException.notAllowed(" to " + question + ": " + fault.getMessage(), e);
            }
            if (e.getCause() instanceof RuntimeException fault) {
                throw fault;
            }
            throw new StartException("could not " + question + ": " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartException("interrupted, could not " + question, e);
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}

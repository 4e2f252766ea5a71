package io.alignstreams.application;

import io.alignstreams.config.AlignKeys;
import io.alignstreams.config.AlignStreamsConfig;
import io.alignstreams.schemas.LabelSetEmbeddings;
import io.alignstreams.topology.ModelIdentity;
import io.alignstreams.topology.Values;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether label sets were embedded by the model that images are going to be embedded by. The newest record of
 * label-set-embeddings says which model embedded last, and that one embedded every set there was: a change of model starts
 * from the first. What it refused stays as an earlier model left it, and is no reason to refuse the start. Every partition
 * holds the same, so one is looked at.
 */
final class ModelCheck {
    private static final Logger LOG = LoggerFactory.getLogger(ModelCheck.class);
    private static final Duration POLL = Duration.ofMillis(500);

    private final AlignStreamsConfig config;
    private final ModelIdentity model;

    /**
     * What is there.
     *
     * @param byOthers ids of label sets that are in force and of another model
     * @param newest null if there is nothing
     */
    private record Found(Set<String> byOthers, @Nullable LabelSetEmbeddings newest) {}

    ModelCheck(AlignStreamsConfig config, ModelIdentity model) {
        this.config = config;
        this.model = model;
    }

    /**
     * Compares, and if a change is accepted makes the labels application read its topic again from the start.
     *
     * @throws StartException if the model changed and that is not accepted
     */
    void check(Cluster cluster, Values values) {
        Found there = find(values.decoder(LabelSetEmbeddings.class));
        LabelSetEmbeddings newest = there.newest();
        if (newest == null || isOurs(newest) || there.byOthers().isEmpty()) {
            return;
        }
        String found = "label sets " + there.byOthers() + " were embedded by model " + newest.getModelId()
                + " with digest " + newest.getModelDigest();
        String expected = "expected model " + model.modelId() + " with digest " + model.modelDigest();
        if (!config.getString(AlignKeys.MODEL_CHANGE).equals("accept")) {
            throw new StartException(expected + ", found that " + found
                    + "; to change the model stop all instances and start one with " + AlignKeys.MODEL_CHANGE
                    + "=accept");
        }
        LOG.info("{}, found that {}; all label sets are embedded again", expected, found);
        readAgain(cluster);
    }

    private void readAgain(Cluster cluster) {
        String group = config.labelsApplicationId();
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>(cluster.committed(group));
        offsets.replaceAll((partition, committed) -> new OffsetAndMetadata(0));
        if (offsets.isEmpty()) {
            return;
        }
        try {
            Cluster.get(
                    cluster.admin().alterConsumerGroupOffsets(group, offsets).all(), "reset the offsets of " + group);
        } catch (UnknownMemberIdException e) {
            throw new StartException(
                    "group " + group + ": expected no running instance while the model changes, found one; stop all",
                    e);
        }
    }

    private boolean isOurs(LabelSetEmbeddings labelSet) {
        return labelSet.getModelDigest().equals(model.modelDigest());
    }

    private Found find(Deserializer<LabelSetEmbeddings> decoder) {
        TopicPartition first = new TopicPartition(config.topics().labelSetEmbeddings(), 0);
        Set<String> byOthers = new TreeSet<>();
        LabelSetEmbeddings newest = null;
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Cluster.consumerProperties(config), new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(first));
            consumer.seekToBeginning(List.of(first));
            long end = consumer.endOffsets(List.of(first)).getOrDefault(first, 0L);
            while (consumer.position(first) < end) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                    LabelSetEmbeddings value = decode(record, decoder);
                    if (value != null) {
                        newest = value;
                        note(record.key(), value, byOthers);
                    }
                }
            }
        }
        return new Found(byOthers, newest);
    }

    private void note(String id, LabelSetEmbeddings value, Set<String> byOthers) {
        if (value.getDeleted() || isOurs(value)) {
            byOthers.remove(id);
        } else {
            byOthers.add(id);
        }
    }

    /** Gives null for what is no label set's embeddings. */
    private static @Nullable LabelSetEmbeddings decode(
            ConsumerRecord<String, byte[]> record, Deserializer<LabelSetEmbeddings> decoder) {
        try {
            return record.key() == null ? null : decoder.deserialize(record.topic(), record.value());
        } catch (SerializationException e) {
            LOG.warn(
                    "topic {}, partition {}, offset {}: not a label set's embeddings, the stream refuses it: {}",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    e.toString());
            return null;
        }
    }
}

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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether label sets were embedded by the model that images are going to be embedded by. Every partition of
 * label-set-embeddings holds the same, so one is looked at.
 */
final class ModelCheck {
    private static final Logger LOG = LoggerFactory.getLogger(ModelCheck.class);
    private static final Duration POLL = Duration.ofMillis(500);

    private final AlignStreamsConfig config;
    private final ModelIdentity model;

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
        Map<String, LabelSetEmbeddings> others = currentLabelSets(values.decoder(LabelSetEmbeddings.class));
        others.values().removeIf(set -> set.getDeleted() || set.getModelDigest().equals(model.modelDigest()));
        if (others.isEmpty()) {
            return;
        }
        String found = "label sets " + new TreeSet<>(others.keySet()) + " were embedded by model "
                + others.values().iterator().next().getModelId() + " with digest "
                + others.values().iterator().next().getModelDigest();
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

    private Map<String, LabelSetEmbeddings> currentLabelSets(Deserializer<LabelSetEmbeddings> decoder) {
        TopicPartition first = new TopicPartition(config.topics().labelSetEmbeddings(), 0);
        Map<String, LabelSetEmbeddings> labelSets = new HashMap<>();
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Cluster.consumerProperties(config), new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(first));
            consumer.seekToBeginning(List.of(first));
            long end = consumer.endOffsets(List.of(first)).getOrDefault(first, 0L);
            while (consumer.position(first) < end) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                    decode(record, decoder, labelSets);
                }
            }
        }
        return labelSets;
    }

    private static void decode(
            ConsumerRecord<String, byte[]> record,
            Deserializer<LabelSetEmbeddings> decoder,
            Map<String, LabelSetEmbeddings> labelSets) {
        try {
            LabelSetEmbeddings value = decoder.deserialize(record.topic(), record.value());
            if (record.key() != null && value != null) {
                labelSets.put(record.key(), value);
            }
        } catch (SerializationException e) {
            LOG.warn(
                    "topic {}, partition {}, offset {}: not a label set's embeddings, the stream refuses it: {}",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    e.toString());
        }
    }
}

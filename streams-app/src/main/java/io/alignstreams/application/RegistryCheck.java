package io.alignstreams.application;

import io.alignstreams.config.Topics;
import io.alignstreams.schemas.ClassificationEvent;
import io.alignstreams.schemas.EmbeddingEvent;
import io.alignstreams.schemas.LabelSetEmbeddings;
import io.alignstreams.topology.Values;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;

/**
 * Whether the schema registry takes what is going to be written. Asked at start, or a wrong address or missing rights would
 * show with the first record.
 */
final class RegistryCheck {
    private final Values values;

    RegistryCheck(Values values) {
        this.values = values;
    }

    /**
     * Writes an empty event for each topic, which registers its schema or looks it up, and drops it.
     *
     * @throws StartException for the first that cannot be written
     */
    void check(Topics topics) {
        check(topics.labelSetEmbeddings(), LabelSetEmbeddings.newBuilder().build());
        check(topics.imageEmbeddings(), EmbeddingEvent.newBuilder().build());
        check(topics.imageClassifications(), ClassificationEvent.newBuilder().build());
    }

    private void check(String topic, SpecificRecord empty) {
        try {
            values.encode(topic, empty);
        } catch (KafkaException e) {
            throw new StartException(
                    "topic " + topic + ": expected the schema registry to take "
                            + empty.getSchema().getFullName() + ", found: " + e.getMessage()
                            + "; set schema.registry.url and the credentials, or register the schema if"
                            + " auto.register.schemas is false",
                    e);
        }
    }
}

package io.alignstreams.replay;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** Where replayed records go, and with them what is done with. */
interface Destination {
    /** Changes nothing. */
    Destination NOWHERE = (records, offsets) -> {};

    /**
     * Sends records and commits offsets: both, or neither.
     *
     * @throws ReplayException if it cannot be done
     */
    void commit(List<ProducerRecord<byte[], byte[]>> records, Map<TopicPartition, OffsetAndMetadata> offsets);
}

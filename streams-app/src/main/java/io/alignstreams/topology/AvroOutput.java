package io.alignstreams.topology;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * A topic that takes Avro records of a limited size. Values are serialized where their size is checked, once; the sink
 * writes bytes.
 *
 * @param topic the topic's name
 * @param maxBytes of a record, its key and headers included
 */
record AvroOutput(String topic, int maxBytes, Serializer<SpecificRecord> serializer, Patience patience) {
    byte[] serialize(SpecificRecord value) {
        byte[] bytes = patience.insist(topic, () -> serializer.serialize(topic, value));
        if (bytes == null) {
            throw new IllegalStateException("topic " + topic + ": the serializer made nothing of a value");
        }
        return bytes;
    }

    /** Says that a record is too large; null if it is not. */
    @Nullable Refusal check(Code code, byte @Nullable [] key, byte[] value, Headers headers) {
        long size = RecordSize.of(key, value, headers);
        return size <= maxBytes
                ? null
                : new Refusal(
                        code,
                        "expected at most " + maxBytes + " bytes for topic " + topic + ", found " + size
                                + "; raise the topic's max.message.bytes, or make it smaller");
    }
}

package io.alignstreams.embedding;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Is told of records as soon as they are polled. */
public interface PollAhead {
    /** Takes note of a record; returns at once and never throws. */
    void expect(ConsumerRecord<byte[], byte[]> record);
}

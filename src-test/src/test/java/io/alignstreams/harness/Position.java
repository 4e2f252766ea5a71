package io.alignstreams.harness;

import io.alignstreams.topology.DeadLetters;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Where a record lies in its topic, which tells it from all others whatever its key and value are. */
public record Position(int partition, long offset) {
    public static Position of(RecordMetadata sent) {
        return new Position(sent.partition(), sent.offset());
    }

    /** Where the record lies that a dead letter is of. */
    public static Position ofSource(ConsumerRecord<byte[], byte[]> deadLetter) {
        return new Position(
                Integer.parseInt(Stream.header(deadLetter, DeadLetters.HEADER_PARTITION)),
                Long.parseLong(Stream.header(deadLetter, DeadLetters.HEADER_OFFSET)));
    }
}

package io.alignstreams.harness;

import org.apache.kafka.clients.producer.RecordMetadata;

/** Where an image event lies in its topic, which tells it from all others whatever its key and value are. */
public record Position(int partition, long offset) {
    static Position of(RecordMetadata sent) {
        return new Position(sent.partition(), sent.offset());
    }
}

package io.alignstreams.replay;

import org.apache.kafka.clients.producer.ProducerRecord;

/** What is to become of a dead letter. */
public sealed interface Verdict {
    /** It goes back to its topic. */
    record Replayed(ProducerRecord<byte[], byte[]> record) implements Verdict {}

    /**
     * It does not.
     *
     * @param message what was expected and what was found
     */
    record Refused(Obstacle obstacle, String message) implements Verdict {}
}

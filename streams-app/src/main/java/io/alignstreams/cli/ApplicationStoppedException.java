package io.alignstreams.cli;

import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.errors.StreamsException;

/** The application stopped because of a system fault; the message is that of the first cause that Kafka Streams wrapped. */
final class ApplicationStoppedException extends Exception {
    private static final long serialVersionUID = 1L;

    ApplicationStoppedException(Throwable fault) {
        super("stopped, offsets unmoved: " + sentence(unwrapped(fault)), fault);
    }

    private static Throwable unwrapped(Throwable fault) {
        Throwable inner = fault;
        while (inner.getCause() != null && (inner instanceof ExecutionException || inner instanceof StreamsException)) {
            inner = inner.getCause();
        }
        return inner;
    }

    /** What a processor throws has a sentence; other faults have to be described. */
    private static String sentence(Throwable fault) {
        String message = fault.getMessage();
        boolean isOfKafka = fault instanceof KafkaException;
        return message != null && fault instanceof RuntimeException && !isOfKafka ? message : Faults.describe(fault);
    }
}

package io.alignstreams.cli;

import java.util.concurrent.ExecutionException;
import org.apache.kafka.streams.errors.StreamsException;

/** The application stopped because of a system fault; the message is that of the first cause that is not Kafka Streams' own. */
final class ApplicationStoppedException extends Exception {
    private static final long serialVersionUID = 1L;

    ApplicationStoppedException(Throwable fault) {
        super("stopped, offsets unmoved: " + message(ours(fault)), fault);
    }

    private static String message(Throwable ours) {
        String message = ours.getMessage();
        return message == null ? Faults.describe(ours) : message;
    }

    private static Throwable ours(Throwable fault) {
        Throwable ours = fault;
        while (ours.getCause() != null && (ours instanceof StreamsException || ours instanceof ExecutionException)) {
            ours = ours.getCause();
        }
        return ours;
    }
}

package io.alignstreams.application;

import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what becomes of an application one of whose stream threads has ended by a fault.
 *
 * <p>A thread that stood still for longer than its transaction may, as its process was paused, is told either that it was
 * fenced, which Kafka Streams deals with, or that its transaction is in an invalid state, which it does not (KAFKA-19690).
 * Both say that the broker has taken the transaction back: the thread is replaced, and begins at the committed offsets.
 */
final class StreamThreadFaults {
    private static final Logger LOG = LoggerFactory.getLogger(StreamThreadFaults.class);

    private StreamThreadFaults() {}

    static StreamThreadExceptionResponse respond(Throwable fault) {
        if (isOfTransaction(fault)) {
            LOG.warn(
                    "a stream thread is replaced, for the broker has taken its transaction back: {}", fault.toString());
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        }
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    private static boolean isOfTransaction(@Nullable Throwable fault) {
        return fault != null && (fault instanceof InvalidTxnStateException || isOfTransaction(fault.getCause()));
    }
}

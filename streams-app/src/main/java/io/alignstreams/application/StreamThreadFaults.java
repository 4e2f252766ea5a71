package io.alignstreams.application;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what becomes of an application one of whose stream threads has ended by a fault.
 *
 * <p>A thread that stood still for longer than its transaction may, as its process was paused, is told either that it was
 * fenced, which Kafka Streams deals with, or that its transaction is in an invalid state, which it does not (KAFKA-19690).
 * Both say that the broker has taken the transaction back: the thread is replaced, and begins at the committed offsets.
 * Where that goes on and on, something else is wrong, and the application stops.
 */
final class StreamThreadFaults {
    private static final Logger LOG = LoggerFactory.getLogger(StreamThreadFaults.class);

    /** Of each thread. A thread that never gets on ends within seconds, again and again. */
    private static final int MOST_REPLACED = 60;

    private static final Duration WITHIN = Duration.ofMinutes(10);

    private final int most;
    private final InstantSource clock;

    /** The last ones, the oldest first. */
    private final Deque<Instant> replaced = new ArrayDeque<>();

    StreamThreadFaults(int threads, InstantSource clock) {
        this.most = threads * MOST_REPLACED;
        this.clock = clock;
    }

    /** Gives the fault to stop the application with; null if it is enough to replace the thread. */
    synchronized @Nullable Throwable stopping(Throwable fault) {
        if (!isOfTransaction(fault)) {
            return fault;
        }
        Instant now = clock.instant();
        replaced.removeIf(time -> time.isBefore(now.minus(WITHIN)));
        if (replaced.size() == most) {
            return new IllegalStateException(
                    "expected brokers to take the transactions of at most " + most + " stream threads back within "
                            + WITHIN.toMinutes() + " minutes, as of a process that is paused now and then, found one"
                            + " more; give it more of the processor, or raise transaction.timeout.ms: " + fault,
                    fault);
        }
        replaced.add(now);
        LOG.warn("a stream thread is replaced, for the broker has taken its transaction back: {}", fault.toString());
        return null;
    }

    private static boolean isOfTransaction(@Nullable Throwable fault) {
        return fault != null && (fault instanceof InvalidTxnStateException || isOfTransaction(fault.getCause()));
    }
}

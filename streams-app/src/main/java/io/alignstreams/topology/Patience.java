package io.alignstreams.topology;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a schema registry that cannot be reached again, until a deadline. Between its requests it pauses, since not every
 * client of a registry does: 100 ms at first, twice as long each time, 5 s at most.
 *
 * @param limit after which the last fault is thrown, which stops the application with offsets unmoved
 */
record Patience(Duration limit, Clock clock, Pause pause) {
    private static final Logger LOG = LoggerFactory.getLogger(Patience.class);
    private static final long FIRST_PAUSE_MS = 100;
    private static final long LONGEST_PAUSE_MS = 5_000;

    /** Lets milliseconds pass. */
    @FunctionalInterface
    interface Pause {
        /** Gives whether to ask again after it. */
        boolean sleep(long milliseconds) throws InterruptedException;
    }

    /**
     * Makes a request until it is answered.
     *
     * @throws InterruptException if the thread is interrupted meanwhile
     */
    <T> T insist(String topic, Supplier<T> request) {
        Instant deadline = clock.instant().plus(limit);
        long wait = FIRST_PAUSE_MS;
        while (true) {
            try {
                return request.get();
            } catch (RuntimeException e) {
                long left = Duration.between(clock.instant(), deadline).toMillis();
                if (SerdeFault.of(e) != SerdeFault.OUTAGE || left <= 0) {
                    throw e;
                }
                LOG.warn("topic {}: waiting for the schema registry: {}", topic, SerdeFault.describe(e));
                if (!sleep(Math.min(wait, left))) {
                    throw e;
                }
                wait = Math.min(2 * wait, LONGEST_PAUSE_MS);
            }
        }
    }

    private boolean sleep(long milliseconds) {
        try {
            return pause.sleep(milliseconds);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}

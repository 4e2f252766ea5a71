package io.alignstreams.topology;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a schema registry that cannot be reached again, until a deadline. The registry's client waits between its requests.
 *
 * @param limit after which the last fault is thrown, which stops the application with offsets unmoved
 */
record Patience(Duration limit, Clock clock) {
    private static final Logger LOG = LoggerFactory.getLogger(Patience.class);

    <T> T insist(String topic, Supplier<T> request) {
        Instant deadline = clock.instant().plus(limit);
        while (true) {
            try {
                return request.get();
            } catch (RetriableException e) {
                if (clock.instant().isAfter(deadline)) {
                    throw e;
                }
                LOG.warn("topic {}: waiting for the schema registry: {}", topic, e.getMessage());
            }
        }
    }
}

package io.alignstreams.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.junit.jupiter.api.Test;

class StreamThreadFaultsTest {
    private Instant now = Instant.EPOCH;
    private final StreamThreadFaults faults = new StreamThreadFaults(() -> now);

    private static Throwable takenBack() {
        return new StreamsException("in task 0_1", new InvalidTxnStateException("invalid state"));
    }

    private void assertReplaced() {
        assertThat(faults.respond(takenBack())).isEqualTo(StreamThreadExceptionResponse.REPLACE_THREAD);
    }

    private void assertStopped(Throwable fault) {
        assertThat(faults.respond(fault)).isEqualTo(StreamThreadExceptionResponse.SHUTDOWN_CLIENT);
    }

    @Test
    void shouldReplaceAThreadWhoseTransactionWasTakenBack() {
        assertReplaced();
    }

    @Test
    void shouldStopWhereThreadsAreReplacedOnAndOn() {
        for (int i = 0; i < 60; i++) {
            assertReplaced();
            now = now.plus(Duration.ofSeconds(10));
        }
        assertStopped(takenBack());
        now = now.plusMillis(1);
        assertReplaced();
        assertStopped(takenBack());
    }

    @Test
    void shouldStopForAnyOtherFault() {
        assertStopped(new StreamsException("in task 0_1"));
        assertStopped(new StreamsException("no", new TopicAuthorizationException("topic")));
    }
}

package io.alignstreams.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class StreamThreadFaultsTest {
    private Instant now = Instant.EPOCH;
    private final StreamThreadFaults faults = new StreamThreadFaults(1, () -> now);

    private static Throwable takenBack() {
        return new StreamsException("in task 0_1", new InvalidTxnStateException("invalid state"));
    }

    private void assertReplaced() {
        assertThat(faults.stopping(takenBack())).isNull();
    }

    private void assertStopped() {
        Throwable fault = takenBack();
        assertThat(faults.stopping(fault))
                .hasMessageStartingWith("expected brokers to take the transactions of at most 60 stream threads back")
                .hasMessageEndingWith(fault.toString())
                .hasCause(fault);
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
        assertStopped();
        now = now.plusMillis(1);
        assertReplaced();
        assertStopped();
    }

    @Test
    void shouldStopForAnyOtherFault() {
        for (Throwable fault : List.of(
                new StreamsException("in task 0_1"),
                new StreamsException("no", new TopicAuthorizationException("topic")))) {
            assertThat(faults.stopping(fault)).isSameAs(fault);
        }
    }
}

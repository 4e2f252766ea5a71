package io.alignstreams.application;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.junit.jupiter.api.Test;

class StreamThreadFaultsTest {
    @Test
    void shouldReplaceAThreadWhoseTransactionWasTakenBack() {
        assertThat(StreamThreadFaults.respond(
                        new StreamsException("in task 0_1", new InvalidTxnStateException("invalid state"))))
                .isEqualTo(StreamThreadExceptionResponse.REPLACE_THREAD);
    }

    @Test
    void shouldStopForAnyOtherFault() {
        assertThat(StreamThreadFaults.respond(new StreamsException("in task 0_1")))
                .isEqualTo(StreamThreadExceptionResponse.SHUTDOWN_CLIENT);
        assertThat(StreamThreadFaults.respond(new StreamsException("no", new TopicAuthorizationException("topic"))))
                .isEqualTo(StreamThreadExceptionResponse.SHUTDOWN_CLIENT);
    }
}

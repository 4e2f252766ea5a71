package io.alignstreams.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ApplicationStoppedExceptionTest {
    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of(
                        new IllegalStateException("expected an embedding, found none", new TimeoutException()),
                        "expected an embedding, found none"),
                Arguments.of(new StreamsException("within", new DisconnectException("no registry")), "no registry"),
                Arguments.of(new DisconnectException("no registry"), "no registry"),
                Arguments.of(new StackOverflowError(), "java.lang.StackOverflowError"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void shouldTellWhatKafkaStreamsWraps(Throwable fault, String sentence) {
        Exception wrapped = new ExecutionException(new StreamsException("Exception caught in process", fault));

        assertThat(new ApplicationStoppedException(wrapped))
                .hasMessage("stopped, offsets unmoved: " + sentence)
                .hasCause(wrapped);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void shouldTellWhatIsNotWrapped(Throwable fault, String sentence) {
        assertThat(new ApplicationStoppedException(fault)).hasMessageEndingWith(": " + sentence);
    }

    @Test
    void shouldTellWhatKafkaStreamsSaysItself() {
        assertThat(new ApplicationStoppedException(new StreamsException("a topic is gone")))
                .hasMessage("stopped, offsets unmoved: a topic is gone");
    }
}

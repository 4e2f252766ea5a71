package io.alignstreams.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FaultsTest {
    static Stream<Arguments> faults() {
        IOException denied = new AccessDeniedException("photos/private");
        return Stream.of(
                Arguments.of(new NoSuchFileException("a.jpg"), "a.jpg: no such file or folder"),
                Arguments.of(new UncheckedIOException(denied), "photos/private: permission denied"),
                Arguments.of(
                        new UncheckedIOException("x: could not be removed", new IOException("it is busy")),
                        "x: could not be removed: it is busy"),
                Arguments.of(new FileSystemException("a", null, "Too many open files"), "a: Too many open files"),
                Arguments.of(new IOException("Is a directory"), "Is a directory"),
                Arguments.of(new ExecutionException(denied), "photos/private: permission denied"),
                Arguments.of(new ConfigException("a.properties: expected x"), "a.properties: expected x"),
                Arguments.of(
                        new KafkaException("Failed to create a client", new ConfigException("No such host")),
                        "Failed to create a client: No such host"),
                Arguments.of(new KafkaException("failed: why", new IOException("why")), "failed: why"),
                Arguments.of(new LabelSetFileException("a.yaml: expected x"), "a.yaml: expected x"),
                Arguments.of(new IllegalStateException("a bug"), "java.lang.IllegalStateException: a bug"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void shouldDescribeAFaultInOneSentence(Throwable fault, String sentence) {
        assertThat(Faults.describe(fault)).isEqualTo(sentence);
    }
}

package io.alignstreams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.alignstreams.harness.Cli;
import io.alignstreams.harness.Scenario;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A benchmark that is told to stop leaves nothing of its topics and models behind, and does not crash. */
@Scenario
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no SIGTERM")
class BenchStopTest {
    private static final Duration LONGEST_START = Duration.ofMinutes(3);

    @TempDir
    private Path directory;

    @Test
    void shouldRemoveTheBrokersData() throws Exception {
        stop("overhead: 10 KB", "overhead");
    }

    @Test
    void shouldEndTheRunsOfATower() throws Exception {
        Path model = directory.resolve("model");
        assertThat(Cli.run("model", "import", "../config/demo-model", "--out", model.toString())
                        .status())
                .isZero();

        stop("tower: 1 run", "tower", "--model", model.toString(), "--rounds", "1", "--share", "100");
    }

    private void stop(String line, String... arguments) throws Exception {
        Path temporary = Files.createDirectory(directory.resolve("temporary"));
        String[] command =
                Stream.concat(Stream.of("bench"), Stream.of(arguments)).toArray(String[]::new);
        try (Cli bench = Cli.start(List.of("-Djava.io.tmpdir=" + temporary, "-XX:-UsePerfData"), command)) {
            await().atMost(LONGEST_START).until(() -> bench.err().contains(line));

            Cli.Result stopped = bench.terminate();

            assertThat(stopped.status()).as(stopped.err()).isEqualTo(143);
            assertThat(stopped.err()).endsWith("stopped before the end\n");
            assertThat(stopped.out()).isEmpty();
            assertThat(temporary).isEmptyDirectory();
        }
    }
}

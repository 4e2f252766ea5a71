package io.alignstreams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.alignstreams.harness.Cli;
import io.alignstreams.harness.Scenario;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Commands that are told to stop while native code is at work do not crash, and leave nothing behind. */
@Scenario
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no SIGTERM")
class CommandStopTest {
    private static final Duration LONGEST_START = Duration.ofMinutes(3);

    @TempDir
    private Path directory;

    @Test
    void shouldRemoveTheBrokersData() throws Exception {
        assertThat(stop("overhead: 10 KB", "bench", "overhead")).endsWith("stopped before the end\n");
    }

    @Test
    void shouldEndTheRunsOfABareTower() throws Exception {
        assertThat(stop("tower: 1 run", "bench", "tower", "--model", model(), "--rounds", "1", "--share", "100"))
                .endsWith("stopped before the end\n");
    }

    @Test
    void shouldEndTheRunsOfAModel() throws Exception {
        assertThat(stop("ms a run\n ", "calibrate", "--model", model(), "--seconds", "0.5"))
                .doesNotContain("fatal error");
    }

    private String model() throws Exception {
        String model = directory.resolve("model").toString();
        assertThat(Cli.run("model", "import", "../config/demo-model", "--out", model)
                        .status())
                .isZero();
        return model;
    }

    /** Stops a command that has said something, and gives all that it said. */
    private String stop(String said, String... command) throws Exception {
        Path temporary = Files.createDirectory(directory.resolve("temporary"));
        try (Cli cli = Cli.start(List.of("-Djava.io.tmpdir=" + temporary), command)) {
            await().atMost(LONGEST_START).until(() -> cli.err().contains(said));

            Cli.Result stopped = cli.terminate();

            assertThat(stopped.status()).as(stopped.err()).isEqualTo(143);
            assertThat(stopped.out()).isEmpty();
            assertThat(temporary).isEmptyDirectory();
            return stopped.err();
        }
    }
}

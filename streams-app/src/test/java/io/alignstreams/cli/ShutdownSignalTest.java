package io.alignstreams.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ShutdownSignalTest {
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "kill is not to be had")
    void shouldTakeASignalInTheJvmsPlace() throws Exception {
        try (ShutdownSignal signal = new ShutdownSignal()) {
            assertThat(signal.exitStatus(1)).isEqualTo(1);

            new ProcessBuilder(
                            "kill",
                            "-TERM",
                            String.valueOf(ProcessHandle.current().pid()))
                    .start()
                    .waitFor();

            assertThat(signal.received().get(1, TimeUnit.MINUTES)).isEqualTo(15);
            assertThat(signal.exitStatus(1)).isEqualTo(143);
        }
    }
}

package io.alignstreams.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class AlignStreamsTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void shouldPrintHelpAndSucceed() {
        assertThat(execute("--help")).isZero();
        assertThat(out.toString()).startsWith("Usage: align-streams");
    }

    @Test
    void shouldFailWithOneClearLineWhenNoCommandIsGiven() {
        assertThat(execute()).isEqualTo(2);
        assertThat(err.toString()).startsWith("a command is missing");
    }

    @Test
    void shouldFailOnAnUnknownCommand() {
        assertThat(execute("frobnicate")).isEqualTo(2);
        assertThat(err.toString()).contains("frobnicate");
    }

    private int execute(String... args) {
        CommandLine commandLine = AlignStreams.commandLine();
        commandLine.setOut(new PrintWriter(out));
        commandLine.setErr(new PrintWriter(err));
        return commandLine.execute(args);
    }
}

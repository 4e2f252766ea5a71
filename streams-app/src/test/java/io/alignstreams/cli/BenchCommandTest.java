package io.alignstreams.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.alignstreams.bench.Bench;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class BenchCommandTest {
    private final StringWriter err = new StringWriter();
    private final CommandLine commandLine = AlignStreams.commandLine().setErr(new PrintWriter(err, true));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bench",
                "bench nothing",
                "bench labels --rounds 0",
                "bench labels --share 0",
                "bench labels --seed x",
                "bench labels --reference pom.xml",
                "bench tower --reference no/such/file"
            })
    void shouldRefuseWrongUsage(String line) {
        int status = commandLine.execute(line.split(" "));

        assertThat(status).isEqualTo(2);
        assertThat(err.toString()).contains("align-streams bench --help").hasLineCount(1);
    }

    @Test
    void shouldListEveryBenchmarkInItsHelp() {
        StringWriter out = new StringWriter();
        commandLine.setOut(new PrintWriter(out, true)).execute("bench", "--help");
        String help = out.toString().replaceAll("\\s+", " ");

        for (Bench bench : Bench.values()) {
            assertThat(help).contains(" " + Choice.spelt(bench) + " " + bench.description());
        }
    }
}

package io.alignstreams.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class AlignStreamsTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    static List<String> commands() {
        List<String> names = new ArrayList<>();
        addNames(AlignStreams.commandLine(), names);
        return names;
    }

    private static void addNames(CommandLine command, List<String> names) {
        names.add(command.getCommandSpec().qualifiedName());
        command.getSubcommands().values().forEach(subcommand -> addNames(subcommand, names));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void shouldPrintHelpWithAnExampleForEveryCommand(String name) {
        assertThat(execute((name + " --help").split(" "))).isZero();

        assertThat(out.toString()).contains("Usage: " + name + " [", "Example");
        assertThat(err.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"align-streams", "align-streams topics", "align-streams run", "align-streams labels list"})
    void shouldPrintTheVersionForAnyCommand(String name) {
        assertThat(execute((name + " --version").split(" "))).isZero();

        assertThat(out.toString()).startsWith("align-streams ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            value = {
                "align-streams => Missing required subcommand; see align-streams --help",
                "align-streams topics => Missing required subcommand; see align-streams topics --help",
                "align-streams prodce => Unmatched argument at index 0: 'prodce'; did you mean produce?; see"
                        + " align-streams --help",
                "align-streams run => Missing required option: '--config=FILE'; see align-streams run --help",
                "align-streams embed --model m --exif no => Invalid value for option '--exif': expected one of apply,"
                        + " ignore, found 'no'; see align-streams embed --help",
                "align-streams model random --like big --out o => Invalid value for option '--like': expected one of"
                        + " base, tiny, found 'big'; see align-streams model random --help",
                "align-streams tail all --config f => Invalid value for positional parameter at index 0"
                        + " (classifications|embeddings|dead-letters): expected one of classifications, embeddings,"
                        + " dead-letters, found 'all'; see align-streams tail --help"
            })
    void shouldAnswerWrongUsageWithOneLine(String line, String message) {
        assertThat(execute(line.split(" "))).isEqualTo(2);

        assertThat(err.toString().lines()).containsExactly("align-streams: " + message);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void shouldTellDefaultsAsUsersTypeThem() {
        assertThat(execute("align-streams", "embed", "--help")).isZero();

        assertThat(out.toString().replaceAll("\\s+", " ")).contains("(default: apply)");
    }

    /** Runs a line, of which the first word is the program. */
    private int execute(String... line) {
        CommandLine commandLine = AlignStreams.commandLine();
        commandLine.setOut(new PrintWriter(out));
        commandLine.setErr(new PrintWriter(err));
        return commandLine.execute(List.of(line).subList(1, line.length).toArray(new String[0]));
    }
}

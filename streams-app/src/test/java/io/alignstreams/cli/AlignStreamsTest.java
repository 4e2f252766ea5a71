package io.alignstreams.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

class AlignStreamsTest {
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
        Execution help = execute(name + " --help");

        assertThat(help.status()).isZero();
        assertThat(help.out()).contains("Usage: " + name + " [", "Example");
        assertThat(help.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"align-streams", "align-streams topics", "align-streams run", "align-streams labels list"})
    void shouldPrintTheVersionForAnyCommand(String name) {
        Execution version = execute(name + " --version");

        assertThat(version.status()).isZero();
        assertThat(version.out()).startsWith("align-streams ");
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
                "align-streams produce --config f => expected a PATH or a --uri, found neither; see align-streams produce"
                        + " --help",
                "align-streams produce --config f --uri= => expected an address after --uri, found nothing; see"
                        + " align-streams produce --help",
                "align-streams embed --model m --exif no => Invalid value for option '--exif': expected one of apply,"
                        + " ignore, found 'no'; see align-streams embed --help",
                "align-streams model random --like big --out o => Invalid value for option '--like': expected one of"
                        + " base, tiny, found 'big'; see align-streams model random --help",
                "align-streams model import c --out o --calibration-images d => expected --calibration-images only with"
                        + " --precision int8, found it with fp32; see align-streams model import --help",
                "align-streams model import c --out o --precision int4 => Invalid value for option '--precision': expected"
                        + " one of fp32, int8, found 'int4'; see align-streams model import --help",
                "align-streams eval --pictures -1 => expected --pictures of at least 0, found -1; see align-streams eval"
                        + " --help",
                "align-streams eval --scenes 1 => expected --scenes of at least 2, found 1; see align-streams eval --help",
                "align-streams eval --precision 2 => expected a --precision above 0 and up to 1, found 2.0; see"
                        + " align-streams eval --help",
                "align-streams world --seed 1 --count 0 --out o => expected a --count of at least 1, found 0; see"
                        + " align-streams world --help",
                "align-streams dead-letters replay --config f --code NO => Invalid value for option '--code' (CODE):"
                        + " expected one of KEY_NULL, VALUE_NULL, NOT_AVRO, SCHEMA_UNKNOWN, BAD_TIMESTAMP, IMAGE_EMPTY,"
                        + " IMAGE_FORMAT, IMAGE_TOO_LARGE, IMAGE_UNDECODABLE, IMAGE_URI_REFUSED, IMAGE_FETCH_FAILED,"
                        + " LABEL_SET_UNKNOWN, LABEL_SET_INVALID, LABEL_SET_TOO_LARGE, OUTPUT_TOO_LARGE, found 'NO'; see align-streams dead-letters replay"
                        + " --help",
                "align-streams dead-letters replay --config f --since 2 => Invalid value for option '--since': expected an"
                        + " instant such as 2026-06-01T12:00:00Z, or 90s, 30m, 2h or 7d, found '2'; see align-streams"
                        + " dead-letters replay --help",
                "align-streams dead-letters replay --config f --json => expected --json together with --dry-run, found it"
                        + " alone; see align-streams dead-letters replay --help",
                "align-streams tail all --config f => Invalid value for positional parameter at index 0"
                        + " (classifications|embeddings|dead-letters): expected one of classifications, embeddings,"
                        + " dead-letters, found 'all'; see align-streams tail --help"
            })
    void shouldAnswerWrongUsageWithOneLine(String line, String message) {
        Execution misused = execute(line);

        assertThat(misused.status()).isEqualTo(2);
        assertThat(misused.err().lines()).containsExactly("align-streams: " + message);
        assertThat(misused.out()).isEmpty();
    }

    @Test
    void shouldTellDefaultsAsUsersTypeThem() {
        assertThat(execute("align-streams embed --help").out().replaceAll("\\s+", " "))
                .contains("(default: apply)");
    }

    @Test
    void shouldEndWithOneLineWhenMemoryRunsOut() {
        int status = execute(new Failing(), new StandardOutput(OutputStream.nullOutputStream()));

        assertThat(status).isEqualTo(1);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .startsWith("align-streams: out of memory (Java heap space): expected to get by with a heap of ");
    }

    @Test
    void shouldFailWhenTheOutputCannotBeWritten() {
        int status = execute(new Printing(), new StandardOutput(new Broken("No space left on device")));

        assertThat(status).isEqualTo(1);
        assertThat(err.toString().lines()).containsExactly("align-streams: standard output: No space left on device");
    }

    @Test
    void shouldBeContentWithAReaderThatWantsNoMore() {
        int status = execute(new Printing(), new StandardOutput(new Broken("Broken pipe")));

        assertThat(status).isZero();
        assertThat(err.toString()).isEmpty();
    }

    private int execute(Runnable command, StandardOutput output) {
        CommandLine commandLine = new CommandLine(command)
                .setOut(new PrintWriter(output, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(err, true));
        return AlignStreams.execute(commandLine, output);
    }

    /** Runs a line, of which the first word is the program. */
    private static Execution execute(String line) {
        List<String> words = List.of(line.split(" ", -1));
        return Execution.of(words.subList(1, words.size()).toArray(new String[0]));
    }

    @Command(name = "failing")
    private static final class Failing implements Runnable {
        @Override
        public void run() {
            throw new OutOfMemoryError("Java heap space");
        }
    }

    @Command(name = "printing")
    private static final class Printing implements Runnable {
        @Spec
        private CommandSpec spec;

        @Override
        public void run() {
            spec.commandLine().getOut().println("a line");
        }
    }

    private static final class Broken extends OutputStream {
        private final String reason;

        Broken(String reason) {
            this.reason = reason;
        }

        @Override
        public void write(int ignored) throws IOException {
            throw new IOException(reason);
        }
    }
}

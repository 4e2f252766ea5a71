package io.alignstreams.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line: {@code align-streams COMMAND}. */
@Command(
        name = "align-streams",
        description = "Scores images zero-shot with ALIGN, on Kafka Streams.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class AlignStreams implements Runnable {
    @Spec
    private CommandSpec spec;

    private AlignStreams() {}

    /** Runs one command and exits with its status: 0 done, 1 failed, 2 wrong usage. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new AlignStreams());
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}

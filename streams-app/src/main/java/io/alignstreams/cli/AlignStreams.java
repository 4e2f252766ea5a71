package io.alignstreams.cli;

import io.alignstreams.align.CheckpointException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The command line: {@code align-streams COMMAND}. */
@Command(
        name = "align-streams",
        description = "Scores images zero-shot with ALIGN, on Kafka Streams.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ModelCommand.class},
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
        return new CommandLine(new AlignStreams())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(AlignStreams::failed);
    }

    /** One line says what failed; the stack is there for those who ask. */
    private static int failed(Exception fault, CommandLine commandLine, ParseResult result) {
        commandLine.getErr().println("align-streams: " + describe(fault));
        if (Boolean.getBoolean("align.stacktrace")) {
            fault.printStackTrace(commandLine.getErr());
        }
        return commandLine.getCommandSpec().exitCodeOnExecutionException();
    }

    private static String describe(Exception fault) {
        String message = fault.getMessage();
        if (fault instanceof NoSuchFileException) {
            return message + ": no such file or directory";
        }
        if (fault instanceof AccessDeniedException) {
            return message + ": permission denied";
        }
        return fault instanceof CheckpointException && message != null ? message : fault.toString();
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}

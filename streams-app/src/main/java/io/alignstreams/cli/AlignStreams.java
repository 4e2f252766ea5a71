package io.alignstreams.cli;

import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.config.ConfigException;
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
        subcommands = {
            DemoCommand.class,
            RunCommand.class,
            TopicsCommand.class,
            ProduceCommand.class,
            LabelsCommand.class,
            TailCommand.class,
            ModelCommand.class,
            ScoreCommand.class,
            EmbedCommand.class,
            EvalCommand.class,
            WorldCommand.class
        },
        versionProvider = Version.class)
public final class AlignStreams implements Runnable {
    @Spec
    private CommandSpec spec;

    private AlignStreams() {}

    /** Runs one command and exits with its status: 0 done, 1 failed, 2 wrong usage. */
    public static void main(String[] args) {
        System.exit(commandLine()
                .setOut(new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8), true))
                .setErr(new PrintWriter(new OutputStreamWriter(System.err, StandardCharsets.UTF_8), true))
                .execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new AlignStreams())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
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

    private static String describe(Throwable fault) {
        if (fault instanceof ExecutionException && fault.getCause() != null) {
            return describe(fault.getCause());
        }
        String message = fault.getMessage();
        if (fault instanceof NoSuchFileException) {
            return message + ": no such file or directory";
        }
        if (fault instanceof AccessDeniedException) {
            return message + ": permission denied";
        }
        boolean isOurs = fault.getClass().getName().startsWith("io.alignstreams.") || fault instanceof ConfigException;
        return isOurs && message != null ? message : fault.toString();
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}

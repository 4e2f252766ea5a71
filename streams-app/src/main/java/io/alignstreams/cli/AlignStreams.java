package io.alignstreams.cli;

import io.alignstreams.align.checkpoint.RandomCheckpoint;
import io.alignstreams.align.image.ExifOrientation;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.config.ConfigException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line: {@code align-streams COMMAND}. */
@Command(
        name = "align-streams",
        description = "Scores images zero-shot with ALIGN, on Kafka Streams.",
        footer = {
            "",
            "Examples:",
            "  align-streams demo --limit 50",
            "  align-streams run --config app.properties",
            "  align-streams help labels"
        },
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
            WorldCommand.class,
            HelpCommand.class
        })
public final class AlignStreams {
    private AlignStreams() {}

    /** Runs one command and exits with its status: 0 done, 1 failed, 2 wrong usage. */
    public static void main(String[] args) {
        System.exit(commandLine()
                .setOut(new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8), true))
                .setErr(new PrintWriter(new OutputStreamWriter(System.err, StandardCharsets.UTF_8), true))
                .execute(args));
    }

    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new AlignStreams());
        completeHelp(commandLine);
        return commandLine
                .registerConverter(ExifOrientation.class, new Choice<>(ExifOrientation.class))
                .registerConverter(RandomCheckpoint.Like.class, new Choice<>(RandomCheckpoint.Like.class))
                .registerConverter(TailCommand.Output.class, new Choice<>(TailCommand.Output.class))
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler(AlignStreams::misused)
                .setExecutionExceptionHandler(AlignStreams::failed);
    }

    /** Gives every command the version, and those of picocli's own an example. */
    private static void completeHelp(CommandLine commandLine) {
        commandLine.getCommandSpec().versionProvider(new Version());
        commandLine.getSubcommands().values().forEach(AlignStreams::completeHelp);
        if (commandLine.getCommand() instanceof HelpCommand) {
            String parent = commandLine.getParent().getCommandSpec().qualifiedName();
            String sibling = commandLine.getParent().getSubcommands().keySet().stream()
                    .filter(name -> !name.equals(commandLine.getCommandName()))
                    .findFirst()
                    .orElseThrow();
            commandLine.getCommandSpec().usageMessage().footer("", "Example:", "  " + parent + " help " + sibling);
        }
    }

    /** One line says what is wrong and where the usage is explained. */
    private static int misused(ParameterException fault, String[] args) {
        CommandLine commandLine = fault.getCommandLine();
        String similar = fault instanceof UnmatchedArgumentException unmatched
                        && !unmatched.getSuggestions().isEmpty()
                ? "; did you mean " + unmatched.getSuggestions().get(0) + "?"
                : "";
        commandLine
                .getErr()
                .println("align-streams: " + fault.getMessage() + similar + "; see "
                        + commandLine.getCommandSpec().qualifiedName() + " --help");
        return commandLine.getCommandSpec().exitCodeOnInvalidInput();
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
}

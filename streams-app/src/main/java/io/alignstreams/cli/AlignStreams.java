package io.alignstreams.cli;

import io.alignstreams.align.NativeGuard;
import io.alignstreams.align.Precision;
import io.alignstreams.align.checkpoint.RandomCheckpoint;
import io.alignstreams.align.image.DecodingLimits;
import io.alignstreams.align.image.ExifOrientation;
import io.alignstreams.bench.Bench;
import io.alignstreams.topology.Code;
import io.alignstreams.world.Artist;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
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
            DeadLettersCommand.class,
            ModelCommand.class,
            CalibrateCommand.class,
            ScoreCommand.class,
            EmbedCommand.class,
            EvalCommand.class,
            WorldCommand.class,
            BenchCommand.class,
            HelpCommand.class
        })
public final class AlignStreams {
    private AlignStreams() {}

    /** Runs one command and exits with its status: 0 done, 1 failed, 2 wrong usage. */
    public static void main(String[] args) {
        ProcessDefaults.set();
        StandardOutput output = new StandardOutput(new FileOutputStream(FileDescriptor.out));
        int status = execute(
                commandLine()
                        .setOut(new PrintWriter(output, true, StandardCharsets.UTF_8))
                        .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8)),
                output,
                args);
        NativeGuard.awaitLastUse();
        System.exit(status);
    }

    static int execute(CommandLine commandLine, StandardOutput output, String... args) {
        try {
            int status = commandLine.execute(args);
            commandLine.getOut().flush();
            output.requireWritten();
            return status;
        } catch (IOException | Error e) {
            return failed(e, commandLine);
        }
    }

    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new AlignStreams());
        completeHelp(commandLine);
        return commandLine
                .registerConverter(ExifOrientation.class, new Choice<>(ExifOrientation.class))
                .registerConverter(DecodingLimits.Truncated.class, new Choice<>(DecodingLimits.Truncated.class))
                .registerConverter(RandomCheckpoint.Like.class, new Choice<>(RandomCheckpoint.Like.class))
                .registerConverter(Bench.class, new Choice<>(Bench.class))
                .registerConverter(Artist.class, new Choice<>(Artist.class))
                .registerConverter(Precision.class, new Choice<>(Precision.class))
                .registerConverter(TailCommand.Output.class, new Choice<>(TailCommand.Output.class))
                .registerConverter(Since.class, new Since.Converter())
                .registerConverter(Code.class, new Choice<>(Code.class, Enum::name))
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler(AlignStreams::misused)
                .setExecutionExceptionHandler(AlignStreams::failed);
    }

    /** Gives every command the version, and those of picocli's own an example. */
    private static void completeHelp(CommandLine commandLine) {
        commandLine.getCommandSpec().versionProvider(new Version());
        commandLine.getSubcommands().values().forEach(AlignStreams::completeHelp);
        if (commandLine.getCommand() instanceof BenchCommand) {
            BenchCommand.listBenches(commandLine.getCommandSpec());
        }
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

    private static int failed(Exception fault, CommandLine commandLine, ParseResult result) {
        return failed(fault, commandLine);
    }

    /** One line says what failed; the stack is there for those who ask. */
    private static int failed(Throwable fault, CommandLine commandLine) {
        commandLine.getErr().println("align-streams: " + Faults.describe(fault));
        if (Boolean.getBoolean("align.stacktrace")) {
            fault.printStackTrace(commandLine.getErr());
        }
        return commandLine.getCommandSpec().exitCodeOnExecutionException();
    }
}

package io.alignstreams.cli;

import io.alignstreams.config.AlignStreamsConfig;
import io.alignstreams.config.Topics;
import io.alignstreams.replay.Replay;
import io.alignstreams.replay.Selection;
import io.alignstreams.topology.Code;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Everything about dead letters but reading them; each method is a command. */
@Command(
        name = "dead-letters",
        description = "Replays dead letters.",
        footer = {"", "Example:", "  align-streams dead-letters replay --config app.properties --dry-run"},
        mixinStandardHelpOptions = true,
        subcommands = HelpCommand.class,
        synopsisSubcommandLabel = "COMMAND")
final class DeadLettersCommand {
    @Spec
    private CommandSpec spec;

    @Command(
            name = "replay",
            description = {
                "Sends dead letters back to the topic that they came from, to be processed again now that the cause is"
                        + " gone: those that there are when it begins, each once, however often it is run or killed."
                        + " What --code and --since leave out stays for a later run.",
                "They have their key, value, headers and timestamp of before. One that names a label set is scored with"
                        + " that alone. Where the cause is not gone, there is a new dead letter.",
                "Those that cannot go back are named, and the exit status is then 1. A later run tries again what is too"
                        + " large for its topic or has a timestamp that is refused today; the others, of which not"
                        + " everything was kept, it passes over.",
                "Replay label sets before the images that name them."
            },
            footer = {
                "",
                "Examples:",
                "  align-streams dead-letters replay --config app.properties --dry-run",
                "  align-streams dead-letters replay --config app.properties --code LABEL_SET_UNKNOWN --since 2h"
            },
            mixinStandardHelpOptions = true)
    int replay(
            @Mixin ConfigFile configFile,
            @Option(
                            names = "--code",
                            paramLabel = "CODE",
                            description = "only dead letters of this code, which may be given several times")
                    @Nullable List<Code> codes,
            @Option(
                            names = "--since",
                            paramLabel = "TIME",
                            description = "only from the first dead letter on that was written then: an instant such as"
                                    + " 2026-06-01T12:00:00Z, or how long ago, 90s, 30m, 2h or 7d")
                    @Nullable Since since,
            @Option(names = "--dry-run", description = "print what would be replayed, and change nothing")
                    boolean dryRun,
            @Option(
                            names = "--from-beginning",
                            description = "also those that were replayed before: they are processed once more, and have"
                                    + " outcomes once more")
                    boolean fromBeginning,
            @Option(
                            names = "--json",
                            description = "with --dry-run: one JSON object a line, as tail dead-letters has it")
                    boolean asJson)
            throws IOException, UnreachableClusterException, InterruptedException {
        if (asJson && !dryRun) {
            throw new ParameterException(
                    spec.subcommands().get("replay"), "expected --json together with --dry-run, found it alone");
        }
        AlignStreamsConfig config = configFile.load();
        Topics topics = config.topics();
        Preflight.check(config, List.of(topics.deadLetters(), topics.imageEvents(), topics.labelSets()));
        Selection selection = new Selection(
                codes == null ? Set.of() : Set.copyOf(codes), since == null ? null : since.instant(), fromBeginning);
        ReplayReport report =
                new ReplayReport(spec.commandLine().getOut(), spec.commandLine().getErr(), dryRun, asJson);
        try (ShutdownSignal signal = new ShutdownSignal()) {
            Replay replay = new Replay(
                    config, selection, report, () -> signal.received().isDone());
            if (dryRun) {
                replay.dryRun();
            } else {
                replay.run();
            }
            return signal.exitStatus(report.refused() == 0 ? 0 : 1);
        } finally {
            report.close();
        }
    }
}

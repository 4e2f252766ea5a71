package io.alignstreams.cli;

import io.alignstreams.config.AlignStreamsConfig;
import io.alignstreams.schemas.LabelSet;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Everything about label sets; each method is a command. */
@Command(
        name = "labels",
        description = "Applies, lists, shows and deletes label sets.",
        footer = {
            "",
            "Examples:",
            "  align-streams labels apply config/labels/tags.yaml --config app.properties",
            "  align-streams labels list --config app.properties"
        },
        mixinStandardHelpOptions = true,
        subcommands = HelpCommand.class,
        synopsisSubcommandLabel = "COMMAND")
final class LabelsCommand {
    @Spec
    private CommandSpec spec;

    @Command(
            name = "apply",
            description = {
                "Publishes label sets from YAML files; images that happen from now on are scored with them.",
                "A file that breaks a rule of label sets is refused before anything is published."
            },
            footer = {"", "Example:", "  align-streams labels apply config/labels/tags.yaml --config app.properties"},
            mixinStandardHelpOptions = true)
    void apply(
            @Parameters(arity = "1..*", paramLabel = "FILE", description = "label sets, one a file") List<Path> files,
            @Mixin ConfigFile configFile)
            throws Exception {
        AlignStreamsConfig config = configFile.loadForEvents();
        Map<String, LabelSet> labelSets = new TreeMap<>();
        for (Path file : files) {
            LabelSetFile parsed = LabelSetFile.read(file);
            labelSets.put(parsed.requiredId(), LabelSets.check(config, file.toString(), parsed));
        }
        requireTopic(config);
        for (Map.Entry<String, LabelSet> entry : labelSets.entrySet()) {
            long version = LabelSets.publish(config, entry.getKey(), entry.getValue());
            out().printf("applied label set %s as version %d%n", entry.getKey(), version);
        }
    }

    @Command(
            name = "list",
            description = "Lists the label sets there are.",
            footer = {"", "Example:", "  align-streams labels list --config app.properties"},
            mixinStandardHelpOptions = true)
    void list(@Mixin ConfigFile configFile) throws Exception {
        Map<String, LabelSets.Published> current = current(configFile.loadForEvents());
        out().printf("%-24s  %7s  %6s  %6s  %s%n", "id", "version", "groups", "labels", "since");
        current.forEach((id, published) -> out().printf(
                        "%-24s  %7d  %6d  %6d  %s%n",
                        id,
                        published.version(),
                        published.labelSet().getGroups().size(),
                        published.labelSet().getGroups().stream()
                                .mapToInt(group -> group.getLabels().size())
                                .sum(),
                        published.since()));
    }

    @Command(
            name = "show",
            description = "Prints a label set as a file that apply takes.",
            footer = {"", "Example:", "  align-streams labels show tags --config app.properties"},
            mixinStandardHelpOptions = true)
    void show(@Parameters(paramLabel = "ID") String id, @Mixin ConfigFile configFile) throws Exception {
        out().print(LabelSetFile.write(
                id, existing(configFile.loadForEvents(), id).labelSet()));
        out().flush();
    }

    @Command(
            name = "delete",
            description = "Deletes a label set; images that happen from now on are no longer scored with it.",
            footer = {"", "Example:", "  align-streams labels delete tags --config app.properties"},
            mixinStandardHelpOptions = true)
    void delete(@Parameters(paramLabel = "ID") String id, @Mixin ConfigFile configFile) throws Exception {
        AlignStreamsConfig config = configFile.loadForEvents();
        existing(config, id);
        out().printf("deleted label set %s as of version %d%n", id, LabelSets.publish(config, id, null));
    }

    private static void requireTopic(AlignStreamsConfig config)
            throws UnreachableClusterException, InterruptedException {
        Preflight.check(config, List.of(config.topics().labelSets()));
    }

    private static Map<String, LabelSets.Published> current(AlignStreamsConfig config)
            throws UnreachableClusterException, InterruptedException {
        requireTopic(config);
        return LabelSets.current(config);
    }

    private static LabelSets.Published existing(AlignStreamsConfig config, String id)
            throws UnreachableClusterException, InterruptedException {
        Map<String, LabelSets.Published> current = current(config);
        LabelSets.Published published = current.get(id);
        if (published == null) {
            throw new LabelSetFileException("expected a label set '" + id + "', found only " + current.keySet());
        }
        return published;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}

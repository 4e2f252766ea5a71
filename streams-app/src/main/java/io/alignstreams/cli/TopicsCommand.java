package io.alignstreams.cli;

import io.alignstreams.application.Acls;
import io.alignstreams.application.Cluster;
import io.alignstreams.application.TopicCreation;
import io.alignstreams.config.AlignStreamsConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Everything about topics; each method is a command. */
@Command(
        name = "topics",
        description = "Creates the topics.",
        footer = {"", "Example:", "  align-streams topics create --config app.properties --dry-run"},
        mixinStandardHelpOptions = true,
        subcommands = HelpCommand.class,
        synopsisSubcommandLabel = "COMMAND")
final class TopicsCommand {
    @Spec
    private CommandSpec spec;

    @Command(
            name = "create",
            description = {
                "Creates those of the six topics that are missing, with the settings that the guarantees need.",
                "Topics that are there are left as they are; run checks them."
            },
            footer = {
                "",
                "Examples:",
                "  align-streams topics create --config app.properties --dry-run",
                "  align-streams topics create --config app.properties"
            },
            mixinStandardHelpOptions = true)
    void create(
            @Mixin ConfigFile configFile,
            @Option(
                            names = "--dry-run",
                            description = "create nothing; print the topics, and the ACLs that the application needs")
                    boolean dryRun)
            throws IOException, UnreachableClusterException, InterruptedException {
        AlignStreamsConfig config = configFile.load();
        Preflight.check(config, List.of());
        PrintWriter out = spec.commandLine().getOut();
        try (Cluster cluster = new Cluster(config)) {
            TopicCreation creation = new TopicCreation(config, cluster);
            for (TopicCreation.Planned topic : dryRun ? creation.plan() : creation.create()) {
                if (topic.exists()) {
                    out.printf("%-12s  %s%n", "exists", topic.plan().name());
                    continue;
                }
                out.printf(
                        "%-12s  %-30s  partitions %d, replication %d, %s%n",
                        dryRun ? "would create" : "created",
                        topic.plan().name(),
                        topic.plan().partitions(),
                        topic.replication(),
                        new TreeMap<>(topic.plan().settings()));
            }
            if (!creation.isSafe()) {
                spec.commandLine()
                        .getErr()
                        .println("align-streams: warning: fewer than 3 replicas; what a broker that dies for good has"
                                + " acknowledged may be lost");
            }
        }
        if (dryRun) {
            out.println();
            out.println("ACLs of the application's principal, as arguments of kafka-acls --add --allow-principal"
                    + " User:NAME:");
            Acls.of(config).forEach(acl -> out.println("  " + acl));
            out.println("ACLs of who replays dead letters:");
            Acls.ofReplay(config).forEach(acl -> out.println("  " + acl));
        }
    }
}

package io.alignstreams.cli;

import io.alignstreams.align.image.DecodingLimits;
import io.alignstreams.align.image.ExifOrientation;
import io.alignstreams.application.Cluster;
import io.alignstreams.application.ScoringApplication;
import io.alignstreams.application.TopicCreation;
import io.alignstreams.config.AlignStreamsConfig;
import io.alignstreams.embedding.AlignTowers;
import io.alignstreams.local.LocalCluster;
import io.alignstreams.local.TemporaryFolder;
import io.alignstreams.world.Concepts;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Everything in one process: broker, registry, application, pictures in, a table of outcomes out. */
@Command(
        name = "demo",
        description = {
            "Runs a Kafka broker, a schema registry and the application in this process, feeds it pictures and prints"
                    + " what comes out.",
            "Needs nothing but Java. Ctrl-C stops it; nothing is left behind."
        },
        footer = {
            "",
            "Examples:",
            "  align-streams demo",
            "  align-streams demo --limit 50",
            "  align-streams demo --images ~/photos --labels my-labels.yaml --model models/align-base"
        },
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    private static final List<String> LABELS = List.of("/config/labels/tags.yaml", "/config/labels/moderation.yaml");

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--images",
            paramLabel = "DIR",
            description = "a folder of pictures, each taken once, or over and over until --limit, but for hidden files;"
                    + " otherwise pictures that never repeat are drawn")
    private @Nullable Path images;

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description = "a label set in YAML; otherwise tags and moderation for the drawn pictures")
    private @Nullable Path labels;

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description =
                    "a model directory, as model import writes it; otherwise a small one that knows the drawn pictures")
    private @Nullable Path model;

    @Option(names = "--limit", paramLabel = "N", description = "end after N pictures were taken in")
    private @Nullable Long limit;

    @Override
    public Integer call() throws Exception {
        if (limit != null && limit < 1) {
            throw new ParameterException(spec.commandLine(), "expected a --limit of at least 1, found " + limit);
        }
        ClientLogs.onlyErrors();
        List<LabelSetFile> labelSets = labelSets();
        long seed = System.currentTimeMillis();
        DemoFeed feed = DemoFeed.open(images, limit, seed);
        try (ShutdownSignal signal = new ShutdownSignal();
                TemporaryFolder folder = TemporaryFolder.create("align-streams-demo");
                AlignTowers towers = NativeLibraries.unpackedFor(() -> load(folder.path()));
                LocalCluster servers = startServers()) {
            AlignStreamsConfig config = config(folder.path().resolve("state"), servers, labelSets);
            try (Cluster cluster = new Cluster(config)) {
                new TopicCreation(config, cluster).create();
            }
            for (LabelSetFile labelSet : labelSets) {
                String id = labelSet.requiredId();
                LabelSets.publish(config, id, LabelSets.check(config, id, labelSet));
            }
            try (ScoringApplication application = new ScoringApplication(config, towers, towers);
                    DemoTable table = new DemoTable(config, out());
                    DemoStream stream = new DemoStream(config, feed, table)) {
                application.start();
                introduce(servers, towers, seed);
                stream.run(application, signal);
                say(table.summary());
            }
            return signal.exitStatus(0);
        }
    }

    private List<LabelSetFile> labelSets() throws IOException {
        if (labels != null) {
            LabelSetFile file = LabelSetFile.read(labels);
            LabelSets.check(new AlignStreamsConfig(Map.of()), labels.toString(), file);
            return List.of(file);
        }
        List<LabelSetFile> packaged = new ArrayList<>();
        for (String name : LABELS) {
            try (InputStream file = Objects.requireNonNull(DemoCommand.class.getResourceAsStream(name), name)) {
                packaged.add(LabelSetFile.parse(name, new String(file.readAllBytes(), StandardCharsets.UTF_8)));
            }
        }
        return packaged;
    }

    private AlignTowers load(Path folder) throws IOException {
        if (model != null) {
            say("loading the model in " + model);
            return AlignTowers.load(model, ExifOrientation.APPLY, DecodingLimits.DEFAULT);
        }
        return AlignTowers.load(DemoModel.importInto(folder), ExifOrientation.APPLY, DecodingLimits.DEFAULT);
    }

    private LocalCluster startServers() throws IOException {
        say("starting a Kafka broker, a schema registry and the application in this process");
        return LocalCluster.start();
    }

    private static AlignStreamsConfig config(Path state, LocalCluster servers, List<LabelSetFile> labelSets) {
        return new AlignStreamsConfig(Map.of(
                "application.id", "align-streams-demo",
                "bootstrap.servers", servers.bootstrapServers(),
                "schema.registry.url", servers.registryUrl(),
                "state.dir", state.toString(),
                "align.label.sets.default",
                        labelSets.stream().map(LabelSetFile::requiredId).collect(Collectors.joining(",")),
                "align.image.event.bytes.max", String.valueOf(DemoFeed.LARGEST_FILE_BYTES),
                "align.topic.partitions", "4"));
    }

    private void introduce(LocalCluster servers, AlignTowers towers, long seed) {
        if (model == null && images != null) {
            say("no --model given: the demo's own knows " + Concepts.all().size()
                    + " things as emoji show them, and nothing of photos");
        }
        say("model " + towers.identity().modelId() + ", dimension "
                + towers.identity().dimension());
        say(images == null ? "pictures: drawn from seed " + seed : "pictures: the files in " + images);
        say("connect with bootstrap.servers=" + servers.bootstrapServers() + " and schema.registry.url="
                + servers.registryUrl());
        say("");
        say(Rows.heading());
    }

    private void say(String line) {
        out().println(line);
        out().flush();
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}

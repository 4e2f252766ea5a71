package io.alignstreams.cli;

import io.alignstreams.align.checkpoint.CheckpointImporter;
import io.alignstreams.align.checkpoint.RandomCheckpoint;
import io.alignstreams.bench.Bench;
import io.alignstreams.bench.BenchSetup;
import io.alignstreams.bench.KeptRatios;
import io.alignstreams.bench.Machine;
import io.alignstreams.bench.Plot;
import io.alignstreams.bench.Row;
import io.alignstreams.local.TemporaryFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures how fast this is, on this machine. */
@Command(
        name = "bench",
        description = {
            "Measures how fast the application is on this machine, against something that is measured in the same run.",
            "A ratio of 1 is as good as that; higher is better. A ratio's spread is the highest less the lowest of all"
                    + " rounds, by their median.",
            "Topics take up to about 5 GB in the system's folder of temporary files, until a benchmark ends."
        },
        footer = {
            "",
            "Examples:",
            "  align-streams bench batching",
            "  align-streams bench tower pipeline --model models/align-base --json",
            "  align-streams bench labels scale --rounds 1 --check ratios.jsonl"
        },
        mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "NAME",
            description = "what to measure, from the list below",
            completionCandidates = BenchNames.class)
    private List<Bench> benches = List.of();

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description =
                    "a model directory, as model import writes it; otherwise a random one of full size is made, which"
                            + " takes half a minute and 1.4 GB of temporary files")
    private @Nullable Path model;

    @Option(
            names = "--reference",
            paramLabel = "FILE",
            description = "for tower: the image tower of the same checkpoint, as PyTorch exports it to ONNX")
    private @Nullable Path reference;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "5",
            description =
                    "how often each case is measured, of which the median counts; latency, update and memory measure"
                            + " once (default: ${DEFAULT-VALUE})")
    private int rounds;

    @Option(
            names = "--share",
            paramLabel = "X",
            defaultValue = "1",
            description =
                    "of the usual number of images, above 0; fewer take less time and say less. Nothing changes for"
                            + " decode, labels and start (default: ${DEFAULT-VALUE})")
    private double share;

    @Option(names = "--seed", paramLabel = "N", description = "of pictures and arrivals; printed if it is not given")
    private @Nullable Long seed;

    @Option(
            names = "--plot",
            paramLabel = "DIR",
            description = "also draw the ratios of each benchmark, as NAME.png there")
    private @Nullable Path plots;

    @Option(
            names = "--check",
            paramLabel = "FILE",
            description = "also compare with ratios of an earlier day, a JSON object a line: bench, case, ratio, and"
                    + " tolerance, the share of it that may be missing. The exit status is 1 if more is")
    private @Nullable Path kept;

    @Option(names = "--json", description = "one JSON object a row")
    private boolean asJson;

    /** Lists the benchmarks below the examples. */
    static void listBenches(CommandSpec spec) {
        String[] lines = Arrays.stream(Bench.values())
                .map(bench -> String.format(Locale.ROOT, "  %-12s%s", Choice.spelt(bench), bench.description()))
                .toArray(String[]::new);
        spec.usageMessage()
                .footer(Stream.of(spec.usageMessage().footer(), new String[] {"", "Benchmarks:"}, lines)
                        .flatMap(Arrays::stream)
                        .toArray(String[]::new));
    }

    @Override
    public Integer call() throws Exception {
        require(rounds > 0, "expected --rounds of at least 1, found " + rounds);
        require(share > 0, "expected a --share above 0, found " + share);
        require(
                reference == null || benches.contains(Bench.TOWER),
                "expected --reference only where tower is measured, found it without tower");
        require(
                reference == null || Files.isRegularFile(reference),
                "expected an image tower in ONNX as --reference, found no file " + reference);
        ClientLogs.onlyErrors();
        try (ShutdownSignal signal = new ShutdownSignal()) {
            signal.received().thenRun(Thread.currentThread()::interrupt);
            try {
                return signal.exitStatus(NativeLibraries.unpackedFor(() -> measure(signal)));
            } catch (Exception e) {
                if (!signal.received().isDone()) {
                    throw e;
                }
                sayUnlessInterrupted(e);
                say("stopped before the end");
                return signal.exitStatus(1);
            }
        }
    }

    /** What could not be closed or removed when it was told to stop. */
    private void sayUnlessInterrupted(Throwable fault) {
        if (Stream.iterate(fault, Objects::nonNull, Throwable::getCause)
                .noneMatch(cause -> cause instanceof InterruptedException || cause instanceof InterruptException)) {
            say(Faults.describe(fault));
        }
        for (Throwable suppressed : fault.getSuppressed()) {
            sayUnlessInterrupted(suppressed);
        }
    }

    private int measure(ShutdownSignal signal) throws Exception {
        long chosen = seed != null ? seed : System.currentTimeMillis();
        say("machine: " + Machine.describe());
        say("seed: " + chosen);
        if (plots != null) {
            Files.createDirectories(plots);
        }
        KeptRatios ratios = kept == null ? null : keptRatios(kept);
        int worse = 0;
        try (TemporaryFolder folder = TemporaryFolder.create("align-streams-bench")) {
            BenchSetup setup =
                    new BenchSetup(model(folder.path()), reference, folder.path(), rounds, share, chosen, this::say);
            BenchTable table = new BenchTable(spec.commandLine().getOut(), asJson);
            for (Bench bench : benches) {
                if (signal.received().isDone()) {
                    throw new InterruptedException("told to stop between two benchmarks");
                }
                List<Row> rows = bench.measure(setup);
                rows.forEach(table::print);
                if (plots != null) {
                    Plot.write(rows, plots.resolve(Choice.spelt(bench) + ".png"));
                }
                if (ratios != null) {
                    List<String> sentences = ratios.worse(Choice.spelt(bench), rows);
                    sentences.forEach(this::say);
                    worse += sentences.size();
                }
            }
        }
        if (ratios != null) {
            say(kept + ": " + worse + " of " + ratios.count(chosenNames()) + " ratios are worse");
        }
        return worse == 0 ? 0 : 1;
    }

    private KeptRatios keptRatios(Path file) throws IOException {
        KeptRatios ratios = KeptRatios.read(file, BenchNames.all());
        if (ratios.count(chosenNames()) == 0) {
            throw new IOException(file + ": expected a ratio of " + String.join(" or ", chosenNames())
                    + ", found none; measure others, or add a line as --json prints it, with a tolerance");
        }
        return ratios;
    }

    private List<String> chosenNames() {
        return benches.stream().map(Choice::spelt).toList();
    }

    private void require(boolean holds, String message) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }

    private Path model(Path folder) throws IOException {
        if (model != null || benches.stream().noneMatch(Bench::needsModel)) {
            return model == null ? folder : model;
        }
        say("making a random model of full size");
        Path checkpoint = folder.resolve("checkpoint");
        Path made = folder.resolve("model");
        RandomCheckpoint.like(RandomCheckpoint.Like.BASE, 0).write(checkpoint, step -> {});
        new CheckpointImporter(checkpoint, step -> {}).importInto(made, "random-base");
        return made;
    }

    private void say(String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(line);
        err.flush();
    }
}

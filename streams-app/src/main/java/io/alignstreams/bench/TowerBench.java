package io.alignstreams.bench;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import io.alignstreams.align.AlignModel;
import io.alignstreams.align.ModelManifest;
import io.alignstreams.align.Precision;
import io.alignstreams.topology.Embedding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Our image tower against the same weights as PyTorch exports them, both in ONNX Runtime with the same options: for every
 * number of runs at once, threads in a run and images in a batch, and the best setting of one against that of the other.
 * Without such a file, against our graph as ONNX Runtime runs it when it may not optimise it.
 */
final class TowerBench implements Benchmark {
    private static final String NAME = "tower";
    private static final double EVERYWHERE = 0.97;
    private static final double BEST = 1.08;
    private static final double SAME = 0.9999;

    /** Of a measurement, on each thread. */
    private static final int IMAGES = 16;

    /** How a tower is run. */
    private record Setting(int runsAtOnce, int threads, int batch) {
        double rate(RawTower tower, BenchSetup setup) throws Exception {
            return tower.rate(runsAtOnce, batch, Math.max(1, setup.images(threads * IMAGES) / batch));
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%d run%s x %d thread%s, batch %d",
                    runsAtOnce,
                    runsAtOnce == 1 ? "" : "s",
                    threads,
                    threads == 1 ? "" : "s",
                    batch);
        }
    }

    /** What a setting gave. */
    private record Measured(Setting setting, Row row) {}

    /** The two towers. */
    private record Graphs(
            Path ours, Precision precision, @Nullable Path exported, TowerInput picture) {
        static Graphs of(BenchSetup setup) throws Exception {
            return new Graphs(
                    setup.model().resolve(AlignModel.VISION_GRAPH),
                    ModelManifest.fromPretrained(setup.model()).precision(),
                    setup.referenceGraph(),
                    TowerInput.of(setup));
        }

        RawTower openOurs(int threads) throws OrtException {
            return new RawTower(ours, threads, null, picture);
        }

        RawTower openReference(int threads) throws OrtException, IOException {
            if (exported == null) {
                return new RawTower(ours, threads, OptLevel.NO_OPT, picture);
            }
            try {
                return new RawTower(exported, threads, null, picture);
            } catch (OrtException e) {
                throw new IOException(
                        exported + ": expected an image tower in ONNX, found: " + e.getMessage()
                                + "; make one with src-test/pytorch/export_vision.py, or leave --reference out",
                        e);
            }
        }

        double leastCosine() {
            return switch (precision) {
                case FP32 -> SAME;
                case INT8 -> Precision.LEAST_INT8_COSINE;
            };
        }

        String suffix() {
            return exported == null ? ", to no optimisation" : "";
        }
    }

    @Override
    public List<Row> measure(BenchSetup setup) throws Exception {
        Graphs graphs = Graphs.of(setup);
        setup.say(
                "%s: against %s",
                NAME,
                graphs.exported == null
                        ? "our graph without optimisation, as there is no --reference"
                        : graphs.exported);
        int cores = Runtime.getRuntime().availableProcessors();
        List<Measured> measured = new ArrayList<>();
        for (int threads : new TreeSet<>(Set.of(1, cores).stream().toList())) {
            try (RawTower ours = graphs.openOurs(threads);
                    RawTower reference = graphs.openReference(threads)) {
                requireSame(ours, reference, graphs.leastCosine());
                for (int runsAtOnce : threads == 1 ? new TreeSet<>(List.of(1, cores)) : Set.of(1)) {
                    for (int batch : List.of(1, 4, 8)) {
                        Setting setting = new Setting(runsAtOnce, threads, batch);
                        setup.say("%s: %s", NAME, setting);
                        measured.add(new Measured(
                                setting,
                                Comparison.of(
                                                setup.rounds(),
                                                () -> setting.rate(ours, setup),
                                                () -> setting.rate(reference, setup))
                                        .rates(NAME, setting + graphs.suffix(), "images/s", EVERYWHERE)));
                    }
                }
            }
        }
        List<Row> rows = new ArrayList<>(measured.stream().map(Measured::row).toList());
        rows.add(best(setup, graphs, measured));
        return rows;
    }

    private static void requireSame(RawTower ours, RawTower reference, double leastCosine) throws OrtException {
        double cosine = Embedding.normalize(ours.features()).dot(Embedding.normalize(reference.features()));
        if (!(cosine >= leastCosine)) {
            throw new IllegalArgumentException(
                    "expected both towers to have the same weights, and features with a cosine" + " of at least "
                            + leastCosine + ", found one of " + cosine
                            + "; export the checkpoint that --model was imported from");
        }
    }

    private static Row best(BenchSetup setup, Graphs graphs, List<Measured> measured) throws Exception {
        Setting oursBest = highest(measured, Comparator.comparing(one -> one.row.ours()));
        Setting referencesBest = highest(measured, Comparator.comparing(one -> one.row.reference()));
        setup.say("%s: best setting of each: %s, and %s", NAME, oursBest, referencesBest);
        try (RawTower ours = graphs.openOurs(oursBest.threads);
                RawTower reference = graphs.openReference(referencesBest.threads)) {
            return Comparison.of(
                            setup.rounds(),
                            () -> oursBest.rate(ours, setup),
                            () -> referencesBest.rate(reference, setup))
                    .rates(NAME, "best setting of each" + graphs.suffix(), "images/s", BEST);
        }
    }

    private static Setting highest(List<Measured> measured, Comparator<Measured> order) {
        return measured.stream().max(order).orElseThrow().setting;
    }
}

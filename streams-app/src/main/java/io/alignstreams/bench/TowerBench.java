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

    /** Of a measurement, on each core that it keeps busy. */
    private static final int IMAGES = 16;

    /** What a setting gave. */
    private record Measured(TowerSetting setting, Row row) {}

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
        for (int threads : TowerSetting.threads(cores)) {
            try (RawTower ours = graphs.openOurs(threads);
                    RawTower reference = graphs.openReference(threads)) {
                requireSame(ours, reference, graphs.leastCosine());
                for (TowerSetting setting : TowerSetting.all(threads, cores)) {
                    setup.say("%s: %s", NAME, setting);
                    measured.add(new Measured(
                            setting,
                            Comparison.of(
                                            setup.rounds(),
                                            () -> rate(setting, ours, setup),
                                            () -> rate(setting, reference, setup))
                                    .rates(NAME, setting + graphs.suffix(), "images/s", EVERYWHERE)));
                }
            }
        }
        List<Row> rows = new ArrayList<>(measured.stream().map(Measured::row).toList());
        rows.add(best(setup, graphs, measured));
        return rows;
    }

    private static double rate(TowerSetting setting, RawTower tower, BenchSetup setup) throws Exception {
        return setting.rate(tower, setup.images(IMAGES * setting.cores()));
    }

    private static void requireSame(RawTower ours, RawTower reference, double leastCosine) throws OrtException {
        double cosine = Embedding.normalize(ours.features()).dot(Embedding.normalize(reference.features()));
        if (!(cosine >= leastCosine)) {
            throw new IllegalArgumentException(
                    "expected both towers to have the same weights, and features with a cosine of at least "
                            + leastCosine + ", found one of " + cosine
                            + "; export the checkpoint that --model was imported from");
        }
    }

    private static Row best(BenchSetup setup, Graphs graphs, List<Measured> measured) throws Exception {
        TowerSetting oursBest = highest(measured, Comparator.comparing(one -> one.row.ours()));
        TowerSetting referencesBest = highest(measured, Comparator.comparing(one -> one.row.reference()));
        setup.say("%s: best setting of each: %s, and %s", NAME, oursBest, referencesBest);
        try (RawTower ours = graphs.openOurs(oursBest.threads());
                RawTower reference = graphs.openReference(referencesBest.threads())) {
            return Comparison.of(
                            setup.rounds(),
                            () -> rate(oursBest, ours, setup),
                            () -> rate(referencesBest, reference, setup))
                    .rates(NAME, "best setting of each" + graphs.suffix(), "images/s", BEST);
        }
    }

    private static TowerSetting highest(List<Measured> measured, Comparator<Measured> order) {
        return measured.stream().max(order).orElseThrow().setting;
    }
}

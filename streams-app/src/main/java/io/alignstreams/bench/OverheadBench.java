package io.alignstreams.bench;

import io.alignstreams.bench.PassThrough.Likeness;
import io.alignstreams.local.LocalCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the application itself costs: it scores with a model that answers at once, and is held against Kafka Streams alone,
 * which passes the same records on as a value as large as both outputs, exactly once: as it is, with the digest of each image
 * taken, and with our fetch and batch sizes.
 */
final class OverheadBench implements Benchmark {
    private static final String NAME = "overhead";
    private static final int WARM_UPS = 3;

    /** Fewer images than this part of the usual ones go through before it is seen that they do. */
    private static final int LARGEST_DIVISOR = 30;

    static final Map<String, String> SETTINGS = Map.of("align.batch.max", "32");

    @Override
    public List<Row> measure(BenchSetup setup) throws Exception {
        try (LocalCluster servers = setup.startServers()) {
            List<Row> rows = new ArrayList<>();
            rows.addAll(measure(servers, setup, "10 KB", 10_000, 60_000, 0.6));
            rows.addAll(measure(servers, setup, "100 KB", 100_000, 12_000, 0.7));
            rows.addAll(measure(servers, setup, "1 MB", 1_000_000, 1_500, 0.8));
            return rows;
        }
    }

    private static List<Row> measure(
            LocalCluster servers, BenchSetup setup, String size, int bytes, int images, double atLeast)
            throws Exception {
        setup.say("%s: %s, against passing records on", NAME, size);
        InstantScorer scorer = new InstantScorer();
        try (BenchStream stream = new BenchStream(servers, NAME + "-" + bytes, setup.folder(), Map.of())) {
            stream.fill(setup.images(images, images / LARGEST_DIVISOR), bytes, setup.seed());
            for (int i = 0; i < WARM_UPS; i++) {
                stream.rate(scorer, scorer, SETTINGS);
            }
            int outputBytes = stream.outputBytes();
            List<Row> rows = new ArrayList<>();
            for (Likeness likeness : Likeness.values()) {
                PassThrough reference = new PassThrough(stream, outputBytes, likeness);
                double expected = likeness == Likeness.NOTHING ? atLeast : 0;
                rows.add(row(setup, stream, scorer, reference, size + likeness.title(), expected));
            }
            return rows;
        }
    }

    private static Row row(
            BenchSetup setup,
            BenchStream stream,
            InstantScorer scorer,
            PassThrough reference,
            String name,
            double atLeast)
            throws Exception {
        reference.rate();
        return Comparison.of(setup.rounds(), () -> stream.rate(scorer, scorer, SETTINGS), reference::rate)
                .rates(NAME, name, "images/s", atLeast);
    }
}

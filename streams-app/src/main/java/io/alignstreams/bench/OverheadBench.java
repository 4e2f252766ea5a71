package io.alignstreams.bench;

import io.alignstreams.local.LocalCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the application itself costs: it scores with a model that answers at once, and is held against Kafka Streams alone,
 * which passes the same records on as a value as large as both outputs, exactly once, with its own fetch and batch sizes and
 * with ours.
 */
final class OverheadBench implements Benchmark {
    private static final String NAME = "overhead";
    private static final int WARM_UPS = 3;
    static final Map<String, String> SETTINGS = Map.of("align.batch.max", "32");

    @Override
    public List<Row> measure(BenchSetup setup) throws Exception {
        try (LocalCluster servers = LocalCluster.start()) {
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
            stream.fill(setup, images, bytes);
            for (int i = 0; i < WARM_UPS; i++) {
                stream.rate(scorer, scorer, SETTINGS);
            }
            PassThrough byDefault = new PassThrough(stream, stream.outputBytes(), PassThrough.Settings.DEFAULT);
            PassThrough alike = new PassThrough(stream, stream.outputBytes(), PassThrough.Settings.OURS);
            byDefault.rate();
            alike.rate();
            Row toDefault = Comparison.of(setup.rounds(), () -> stream.rate(scorer, scorer, SETTINGS), byDefault::rate)
                    .rates(NAME, size, "images/s", atLeast);
            Row toAlike = Comparison.of(setup.rounds(), () -> stream.rate(scorer, scorer, SETTINGS), alike::rate)
                    .rates(NAME, size + ", which has our fetch and batch sizes", "images/s", 0);
            return List.of(toDefault, toAlike);
        }
    }
}

package io.alignstreams.bench;

import io.alignstreams.local.LocalCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the application itself costs: it scores with a model that answers at once, and is held against Kafka Streams alone,
 * which passes the same records on as a value as large as both outputs.
 */
final class OverheadBench implements Benchmark {
    private static final String NAME = "overhead";
    private static final Map<String, String> SETTINGS = Map.of("align.batch.max", "32");

    @Override
    public List<Row> measure(BenchSetup setup) throws Exception {
        try (LocalCluster servers = LocalCluster.start()) {
            List<Row> rows = new ArrayList<>();
            rows.add(measure(servers, setup, "10 KB", 10_000, 24_000, 0.6));
            rows.add(measure(servers, setup, "100 KB", 100_000, 6_000, 0.7));
            rows.add(measure(servers, setup, "1 MB", 1_000_000, 900, 0.8));
            return rows;
        }
    }

    private static Row measure(
            LocalCluster servers, BenchSetup setup, String size, int bytes, int images, double atLeast)
            throws Exception {
        setup.say("%s: %s, against passing records on", NAME, size);
        InstantScorer scorer = new InstantScorer();
        try (BenchStream stream = new BenchStream(servers, NAME + "-" + bytes, setup.folder(), Map.of())) {
            stream.fill(setup, images, bytes);
            PassThrough passThrough = new PassThrough(stream);
            stream.rate(scorer, scorer, SETTINGS);
            int outputBytes = stream.outputBytes();
            passThrough.rate(outputBytes);
            return Comparison.of(
                            setup.rounds(),
                            () -> stream.rate(scorer, scorer, SETTINGS),
                            () -> passThrough.rate(outputBytes))
                    .rates(NAME, size, "images/s", atLeast);
        }
    }
}

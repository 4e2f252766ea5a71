package io.alignstreams.bench;

import io.alignstreams.local.LocalCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Whether batches keep accelerators busy that are only fast when they are full. */
final class BatchingBench implements Benchmark {
    private static final String NAME = "batching";
    private static final int IMAGE_BYTES = 20_000;
    private static final Accelerator FASTEST = new Accelerator(4, 0.25, 32);
    private static final int IMAGES_BATCHED = 16_000;
    private static final int IMAGES_ALONE = 1_200;
    private static final int FEWEST_ALONE = 40;

    /** Nothing is embedded before the stream asks for it; a batch holds one image, as it does by default. */
    private static final Map<String, String> RECORD_BY_RECORD =
            Map.of("align.lookahead.bytes", "0", "align.batch.max", "1");

    /** An accelerator that takes so many milliseconds for a run, and for each image of it, at most {@code batch}. */
    private record Accelerator(double runMs, double imageMs, int batch) {
        double capacity() {
            return 1_000 * batch / (runMs + imageMs * batch);
        }

        /** So many that batches are full for a while. */
        int fewest() {
            return 8 * batch;
        }

        double rate(BenchStream stream) throws Exception {
            return rate(stream, Map.of("align.batch.max", String.valueOf(batch), "align.inference.concurrency", "1"));
        }

        double rate(BenchStream stream, Map<String, String> settings) throws Exception {
            SimulatedAccelerator simulated = new SimulatedAccelerator(nanos(runMs), nanos(imageMs), Duration.ZERO);
            return stream.rate(simulated, simulated, settings);
        }

        private static Duration nanos(double milliseconds) {
            return Duration.ofNanos((long) (milliseconds * 1e6));
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%.0f ms + %.2f ms an image, to %d", runMs, imageMs, batch);
        }
    }

    @Override
    public List<Row> measure(BenchSetup setup) throws Exception {
        try (LocalCluster servers = setup.startServers()) {
            List<Row> rows = new ArrayList<>();
            rows.add(toCapacity(servers, setup, new Accelerator(20, 1.25, 32), 6_000, 0.95));
            rows.add(toCapacity(servers, setup, new Accelerator(40, 1, 128), 16_000, 0.95));
            rows.addAll(toCapacityAndRecordByRecord(servers, setup));
            return rows;
        }
    }

    private static Row toCapacity(
            LocalCluster servers, BenchSetup setup, Accelerator accelerator, int images, double atLeast)
            throws Exception {
        setup.say("%s: %s, against its capacity", NAME, accelerator);
        int count = setup.images(images, accelerator.fewest());
        try (BenchStream stream = stream(servers, setup, NAME + "-" + accelerator.batch, count)) {
            return Comparison.of(setup.rounds(), () -> accelerator.rate(stream), accelerator::capacity)
                    .rates(NAME, accelerator.toString(), "images/s", atLeast);
        }
    }

    private static List<Row> toCapacityAndRecordByRecord(LocalCluster servers, BenchSetup setup) throws Exception {
        setup.say("%s: %s, against its capacity and record by record", NAME, FASTEST);
        int count = setup.images(IMAGES_BATCHED, FASTEST.fewest());
        try (BenchStream batched = stream(servers, setup, NAME + "-batched", count);
                BenchStream alone = stream(servers, setup, NAME + "-alone", setup.images(IMAGES_ALONE, FEWEST_ALONE))) {
            Comparison comparison = Comparison.of(
                    setup.rounds(), () -> FASTEST.rate(batched), () -> FASTEST.rate(alone, RECORD_BY_RECORD));
            return List.of(
                    comparison.to(FASTEST.capacity()).rates(NAME, FASTEST.toString(), "images/s", 0.85),
                    comparison.rates(NAME, FASTEST + ", to record by record", "images/s", 6));
        }
    }

    private static BenchStream stream(LocalCluster servers, BenchSetup setup, String name, int images)
            throws Exception {
        BenchStream stream = new BenchStream(servers, name, setup.folder(), Map.of());
        stream.fill(images, IMAGE_BYTES, setup.seed());
        return stream;
    }
}

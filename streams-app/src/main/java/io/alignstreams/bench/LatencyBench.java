package io.alignstreams.bench;

import io.alignstreams.align.image.DecodingLimits;
import io.alignstreams.align.image.ExifOrientation;
import io.alignstreams.align.image.RgbImage;
import io.alignstreams.embedding.AlignTowers;
import io.alignstreams.local.LocalCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How long an image takes from when it is sent until its classification can be read, committed, at several loads. Limits are in
 * times that one image alone takes the image tower on one thread. That a lone image waits for no batch is seen with a simulated
 * accelerator, which takes batches, as a CPU does not by default.
 */
final class LatencyBench implements Benchmark {
    private static final String NAME = "latency";

    /** What the way through Kafka may take beside Kafka Streams' commit interval. */
    private static final double KAFKA_MS = 50;

    /** Kafka Streams' default under exactly-once. */
    private static final double COMMIT_MS = 100;

    /**
     * How often images come.
     *
     * @param ofPeak the share of the most images a second
     * @param services times of one image alone that all but one in a hundred may take; 0 if nothing is asked
     */
    private record Load(double ofPeak, int images, int services) {}

    private static final List<Load> LOADS =
            List.of(new Load(0.2, 150, 0), new Load(0.5, 300, 6), new Load(0.8, 480, 14));
    private static final Load TRICKLE = new Load(0, 20, 2);
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(3);
    private static final double LEAST_GAP_S = 2;
    private static final double MOST_GAP_S = 4;

    private static final Duration RUN = Duration.ofMillis(40);
    private static final Duration IMAGE = Duration.ofMillis(1);
    private static final Map<String, String> BATCHES =
            Map.of("align.batch.max", "128", "align.inference.concurrency", "1");

    @Override
    public List<Row> measure(BenchSetup setup) throws Exception {
        try (LocalCluster servers = setup.startServers()) {
            WarmUp.run(servers, setup, NAME);
            List<Row> rows = new ArrayList<>();
            rows.addAll(ofTheModel(servers, setup));
            rows.addAll(ofAnAccelerator(servers, setup));
            return rows;
        }
    }

    private static List<Row> ofTheModel(LocalCluster servers, BenchSetup setup) throws Exception {
        try (AlignTowers towers = AlignTowers.load(setup.model(), ExifOrientation.APPLY, DecodingLimits.DEFAULT);
                LiveStream live = new LiveStream(servers, NAME, setup, Map.of(), towers, towers)) {
            List<RgbImage> prepared = new ArrayList<>();
            for (byte[] picture : live.pictures()) {
                prepared.add(towers.prepare(picture));
            }
            Iterator<RgbImage> images =
                    Stream.generate(() -> prepared).flatMap(List::stream).iterator();
            double service = Timing.median(LONG_ENOUGH, () -> towers.run(List.of(images.next())));
            setup.say("%s: one image alone takes %.1f ms, the peak is %.1f images/s", NAME, service, live.peak());
            List<Row> rows = new ArrayList<>();
            for (Load load : LOADS) {
                String name = String.format(Locale.ROOT, "%.0f %% of peak", 100 * load.ofPeak);
                setup.say("%s: %s", NAME, name);
                rows.addAll(rows(
                        name,
                        live.latencies(setup.images(load.images), live.independent(load.ofPeak * live.peak())),
                        load,
                        service));
            }
            rows.addAll(alone(setup, live, "a lone image", service));
            return rows;
        }
    }

    private static List<Row> ofAnAccelerator(LocalCluster servers, BenchSetup setup) throws Exception {
        SimulatedAccelerator accelerator = new SimulatedAccelerator(RUN, IMAGE, Duration.ZERO);
        try (LiveStream live =
                new LiveStream(servers, NAME + "-accelerator", setup, BATCHES, accelerator, accelerator)) {
            double service = RUN.plus(IMAGE).toMillis();
            return alone(setup, live, "a lone image, batches to 128", service);
        }
    }

    private static List<Row> alone(BenchSetup setup, LiveStream live, String name, double service) throws Exception {
        setup.say("%s: %s, every %.0f to %.0f s", NAME, name, LEAST_GAP_S, MOST_GAP_S);
        return rows(
                name,
                live.latencies(setup.images(TRICKLE.images), live.between(LEAST_GAP_S, MOST_GAP_S)),
                TRICKLE,
                service);
    }

    private static List<Row> rows(String name, List<Double> latencies, Load load, double serviceMs) {
        double p50 = Quantiles.median(latencies);
        double p99 = Quantiles.quantile(latencies, 0.99);
        double limit = load.services * serviceMs + COMMIT_MS + KAFKA_MS;
        return List.of(
                Row.beside(NAME, name + ", p50, to one image alone", p50, serviceMs, "ms"),
                load.services == 0
                        ? Row.beside(NAME, name + ", p99, to one image alone", p99, serviceMs, "ms")
                        : Row.limit(NAME, name + ", p99", p99, limit, "ms"));
    }
}

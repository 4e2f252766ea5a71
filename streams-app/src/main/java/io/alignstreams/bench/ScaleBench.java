package io.alignstreams.bench;

import io.alignstreams.application.ScoringApplication;
import io.alignstreams.config.AlignStreamsConfig;
import io.alignstreams.local.LocalCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Whether more instances are as much faster: each has an accelerator of its own, and all share the partitions. */
final class ScaleBench implements Benchmark {
    private static final String NAME = "scale";
    private static final int IMAGE_BYTES = 20_000;
    private static final int IMAGES_EACH = 4_000;
    private static final int FEWEST_IMAGES_EACH = 256;
    private static final Duration RUN = Duration.ofMillis(40);
    private static final Duration IMAGE = Duration.ofNanos(2_500_000);
    private static final int THREADS = 2;
    private static final Map<String, String> SETTINGS = Map.of(
            "align.topic.partitions",
            "8",
            "align.batch.max",
            "32",
            "align.inference.concurrency",
            "1",
            "num.stream.threads",
            String.valueOf(THREADS));

    private int streams;

    @Override
    public List<Row> measure(BenchSetup setup) throws Exception {
        try (LocalCluster servers = setup.startServers()) {
            List<Row> rows = new ArrayList<>();
            for (int instances : new int[] {2, 4}) {
                setup.say("%s: %d instances against one", NAME, instances);
                rows.add(Comparison.of(
                                setup.rounds(),
                                () -> rate(servers, setup, instances),
                                () -> instances * rate(servers, setup, 1))
                        .rates(NAME, instances + " instances, to as many times one", "images/s", 0.9));
            }
            return rows;
        }
    }

    /** Images come when all instances have the label set, and their share of the partitions. */
    private double rate(LocalCluster servers, BenchSetup setup, int instances) throws Exception {
        List<ScoringApplication> applications = new ArrayList<>();
        try (BenchStream stream = new BenchStream(servers, NAME + "-" + ++streams, setup.folder(), SETTINGS)) {
            stream.publish();
            String applicationId = stream.nextApplication();
            List<CountingTower> towers = new ArrayList<>();
            for (int i = 0; i < instances; i++) {
                SimulatedAccelerator accelerator = new SimulatedAccelerator(RUN, IMAGE, Duration.ZERO);
                CountingTower tower = new CountingTower(accelerator);
                AlignStreamsConfig config =
                        stream.config(applicationId, Map.of("state.dir", stream.stateFolder(applicationId + "-" + i)));
                towers.add(tower);
                applications.add(stream.start(config, tower, accelerator));
            }
            CompletableFuture<?> anyStopped = CompletableFuture.anyOf(
                    applications.stream().map(ScoringApplication::stopped).toArray(CompletableFuture[]::new));
            stream.awaitShared(applicationId, THREADS * instances, anyStopped);
            stream.send(instances * setup.images(IMAGES_EACH, FEWEST_IMAGES_EACH), IMAGE_BYTES, setup.seed());
            return stream.rate(
                    applicationId,
                    () -> towers.stream().mapToLong(CountingTower::images).sum(),
                    anyStopped);
        } finally {
            applications.forEach(ScoringApplication::close);
        }
    }
}

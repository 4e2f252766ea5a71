package io.alignstreams.bench;

import io.alignstreams.align.image.DecodingLimits;
import io.alignstreams.align.image.ExifOrientation;
import io.alignstreams.embedding.AlignTowers;
import io.alignstreams.local.LocalCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * How long it takes, while images come, from when a label set with some new prompts is sent until the first classification
 * with it can be read of an image that was sent later. What that image has to wait for until the tower has those before it is
 * no fault of the label set.
 */
final class UpdateBench implements Benchmark {
    private static final String NAME = "update";
    private static final double OF_PEAK = 0.7;
    private static final int UPDATES = 40;
    private static final int LABELS = 100;
    private static final int CHANGED = 20;
    private static final double LIMIT_MS = 1_000;
    private static final int LEAST_PAUSE_MS = 200;
    private static final int MOST_PAUSE_MS = 1_200;
    private static final long LONGEST_SEND_SECONDS = 10;

    @Override
    public List<Row> measure(BenchSetup setup) throws Exception {
        try (LocalCluster servers = setup.startServers()) {
            WarmUp.run(servers, setup, NAME);
            return measure(servers, setup);
        }
    }

    private static List<Row> measure(LocalCluster servers, BenchSetup setup) throws Exception {
        try (AlignTowers towers = AlignTowers.load(setup.model(), ExifOrientation.APPLY, DecodingLimits.DEFAULT);
                LiveStream live = new LiveStream(servers, NAME, setup, Map.of(), towers, towers)) {
            return measure(setup, live);
        }
    }

    private static List<Row> measure(BenchSetup setup, LiveStream live) throws Exception {
        setup.say(
                "%s: %d of %d prompts changed, at %.1f of %.1f images/s",
                NAME, CHANGED, LABELS, OF_PEAK * live.peak(), live.peak());
        ExecutorService sender = Executors.newSingleThreadExecutor();
        try {
            Future<?> images = sender.submit(() -> {
                live.send(Integer.MAX_VALUE, live.independent(OF_PEAK * live.peak()));
                return null;
            });
            return updates(setup, live, images);
        } finally {
            sender.shutdownNow();
            sender.awaitTermination(LONGEST_SEND_SECONDS, TimeUnit.SECONDS);
        }
    }

    private static List<Row> updates(BenchSetup setup, LiveStream live, Future<?> images) throws Exception {
        update(live, 0);
        Random pauses = new Random(setup.seed());
        List<Double> all = new ArrayList<>();
        List<Double> withoutQueue = new ArrayList<>();
        for (int i = 1; i <= setup.images(UPDATES); i++) {
            TimeUnit.MILLISECONDS.sleep(pauses.nextInt(LEAST_PAUSE_MS, MOST_PAUSE_MS));
            if (images.isDone()) {
                images.get();
            }
            long queued = live.waiting();
            double ms = update(live, i);
            double queueMs = 1_000 * queued / live.peak();
            setup.say("%s %d: %.0f ms, %d images before it, %.0f ms of work", NAME, i, ms, queued, queueMs);
            all.add(ms);
            withoutQueue.add(ms - queueMs);
        }
        return List.of(
                Row.beside(NAME, "p50, with the queue", Quantiles.median(all), LIMIT_MS, "ms"),
                Row.beside(NAME, "p99, with the queue", Quantiles.quantile(all, 0.99), LIMIT_MS, "ms"),
                Row.limit(NAME, "p99, beside the queue", Quantiles.quantile(withoutQueue, 0.99), LIMIT_MS, "ms"));
    }

    private static double update(LiveStream live, int number) throws Exception {
        int before = live.outcomes().count();
        RecordMetadata version = live.stream().publish(BenchLabels.of(LABELS, CHANGED, "thing", "new " + number));
        return live.outcomes()
                        .await(
                                before,
                                outcome -> outcome.version() == version.offset()
                                        && outcome.timestamp() >= version.timestamp())
                        .seen()
                - version.timestamp();
    }
}

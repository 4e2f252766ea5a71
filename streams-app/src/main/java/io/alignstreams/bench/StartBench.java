package io.alignstreams.bench;

import io.alignstreams.align.checkpoint.CheckpointImporter;
import io.alignstreams.align.checkpoint.RandomCheckpoint;
import io.alignstreams.local.LocalCluster;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How long an instance takes, from when its process begins until it is running, and until its first classification can be
 * read. It is a process of its own and the first one of its application, and an image waits for it.
 */
final class StartBench implements Benchmark {
    private static final String NAME = "start";
    private static final double RUNNING_S = 5;
    private static final double SCORED_S = 8;

    @Override
    public List<Row> measure(BenchSetup setup) throws Exception {
        List<Row> rows = new ArrayList<>();
        try (LocalCluster servers = setup.startServers()) {
            rows.addAll(measure(setup, servers, "tiny", tinyModel(setup)));
            rows.addAll(measure(setup, servers, "full-size", setup.model()));
        }
        return rows;
    }

    private static Path tinyModel(BenchSetup setup) throws Exception {
        Path checkpoint = setup.folder().resolve("tiny-checkpoint");
        RandomCheckpoint.like(RandomCheckpoint.Like.TINY, 0).write(checkpoint, step -> {});
        Path model = setup.folder().resolve("tiny-model");
        new CheckpointImporter(checkpoint, step -> {}).importInto(model, "random-tiny");
        return model;
    }

    private static List<Row> measure(BenchSetup setup, LocalCluster servers, String name, Path model) throws Exception {
        List<Double> running = new ArrayList<>();
        List<Double> scored = new ArrayList<>();
        Map<String, String> settings = Map.of("align.model", model.toString());
        try (BenchStream stream = new BenchStream(servers, NAME + "-" + name, setup.folder(), settings)) {
            stream.publish();
            stream.send("image", new BenchPictures(setup.seed()).jpeg()).get();
            for (int round = 0; round < setup.rounds(); round++) {
                setup.say("%s: %s model, round %d", NAME, name, round + 1);
                try (AppProcess process =
                                AppProcess.start(stream.config(stream.nextApplication(), Map.of()), setup.folder());
                        Outcomes outcomes = new Outcomes(stream, process.stopped())) {
                    running.add(process.awaitRunning());
                    outcomes.await(1);
                    scored.add(process.age());
                }
            }
        }
        return List.of(
                Comparison.of(running, RUNNING_S).times(NAME, name + " model, running", "s", 1),
                Comparison.of(scored, SCORED_S).times(NAME, name + " model, first image scored", "s", 1));
    }
}

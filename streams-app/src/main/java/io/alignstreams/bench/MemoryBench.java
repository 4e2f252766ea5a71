package io.alignstreams.bench;

import io.alignstreams.local.LocalCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The most memory that an instance with the full-size model has while it scores as many images as it can, in a process of its
 * own, and by how much that grows.
 */
final class MemoryBench implements Benchmark {
    private static final String NAME = "memory";
    private static final double BESIDE_THE_MODEL_MB = 1_000;
    private static final double SECONDS = 300;
    private static final double FEWEST_SECONDS = 5;

    /** What half-way may be of the end. */
    private static final double STEADY = 0.9;

    private static final int PICTURES = 16;

    /** Images that wait to be scored: more than it can do between two looks. */
    private static final int AHEAD = 320;

    private static final int PARTS = 10;
    private static final long LOOK_MS = 200;

    @Override
    public List<Row> measure(BenchSetup setup) throws Exception {
        Map<String, String> settings = Map.of("align.model", setup.model().toString());
        List<byte[]> pictures = new BenchPictures(setup.seed()).jpegs(PICTURES);
        try (LocalCluster servers = setup.startServers();
                BenchStream stream = new BenchStream(servers, NAME, setup.folder(), settings)) {
            stream.publish();
            try (AppProcess process =
                            AppProcess.start(stream.config(stream.nextApplication(), Map.of()), setup.folder());
                    Outcomes outcomes = new Outcomes(stream, process.stopped())) {
                process.awaitRunning();
                double seconds = Math.max(FEWEST_SECONDS, SECONDS * setup.share());
                setup.say("%s: as many images as it takes, for %.0f s", NAME, seconds);
                List<ProcessMemory> measured = new ArrayList<>();
                long begin = System.nanoTime();
                int sent = 0;
                while (System.nanoTime() - begin < seconds * 1e9) {
                    for (; sent < outcomes.count() + AHEAD; sent++) {
                        stream.send("image-" + sent, BenchPictures.numbered(pictures.get(sent % PICTURES), sent));
                    }
                    TimeUnit.MILLISECONDS.sleep(LOOK_MS);
                    outcomes.requireMore();
                    measured.add(ProcessMemory.of(process.pid()));
                }
                setup.say("%s: %.1f images/s", NAME, outcomes.count() / seconds);
                stream.requireNoDeadLetters();
                outcomes.await(sent);
                return List.of(
                        Row.limit(
                                NAME,
                                "most, to the model's files + 1 GB",
                                measured.get(measured.size() - 1).peakMb(),
                                megabytes(setup.model()) + BESIDE_THE_MODEL_MB,
                                "MB"),
                        Row.small(
                                NAME,
                                "at the end, beside half-way",
                                around(measured, PARTS - 1),
                                around(measured, PARTS / 2),
                                "MB",
                                STEADY));
            }
        }
    }

    private static double around(List<ProcessMemory> measured, int part) {
        return Quantiles.median(
                measured.subList(part * measured.size() / PARTS, (part + 1) * measured.size() / PARTS).stream()
                        .map(ProcessMemory::residentMb)
                        .toList());
    }

    private static double megabytes(Path directory) throws IOException {
        long bytes = 0;
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                bytes += Files.size(file);
            }
        }
        return bytes / 1e6;
    }
}

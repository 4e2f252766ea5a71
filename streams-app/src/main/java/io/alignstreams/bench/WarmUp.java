package io.alignstreams.bench;

import io.alignstreams.local.LocalCluster;
import java.util.Map;

/**
 * Has the code around the tower compiled, by images that are scored at once. At the tower's own rate, some images a second, that
 * takes minutes, in which the compilers have a tenth of the processor.
 */
final class WarmUp {
    private static final int RATES = 5;
    private static final int IMAGES = 20_000;
    private static final int FEWEST_IMAGES = 40;
    private static final int IMAGE_BYTES = 10_000;

    private WarmUp() {}

    static void run(LocalCluster servers, BenchSetup setup, String name) throws Exception {
        setup.say("%s: warming up", name);
        try (BenchStream stream = new BenchStream(servers, name + "-warm-up", setup.folder(), Map.of())) {
            stream.fill(setup.images(IMAGES, FEWEST_IMAGES), IMAGE_BYTES, setup.seed());
            InstantScorer scorer = new InstantScorer();
            for (int i = 0; i < RATES; i++) {
                stream.rate(scorer, scorer, OverheadBench.SETTINGS);
            }
        }
    }
}

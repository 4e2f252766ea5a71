package io.alignstreams.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How long something takes, done again and again. */
final class Timing {
    private static final int FEWEST = 3;

    private Timing() {}

    /** Something that takes a while. */
    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }

    /** Does it for a while, and at least three times; gives the median in milliseconds. */
    static double median(Duration atLeast, Work work) throws Exception {
        List<Double> times = new ArrayList<>();
        long begin = System.nanoTime();
        for (long now = begin; times.size() < FEWEST || now - begin < atLeast.toNanos(); ) {
            if (Thread.interrupted()) {
                throw new InterruptedException("told to stop while it measured");
            }
            work.run();
            long end = System.nanoTime();
            times.add((end - now) / 1e6);
            now = end;
        }
        return Quantiles.median(times);
    }
}

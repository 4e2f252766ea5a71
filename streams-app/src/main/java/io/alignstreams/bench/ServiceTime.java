package io.alignstreams.bench;

import io.alignstreams.align.image.ImageRefusedException;
import io.alignstreams.embedding.ImageTower;
import java.util.ArrayList;
import java.util.List;

/** What one image alone takes a tower, decoded, prepared and run by one thread. */
final class ServiceTime {
    private static final int WARM_UP = 4;

    private ServiceTime() {}

    /** Gives the median of some pictures, in milliseconds. */
    static double medianMs(ImageTower tower, List<byte[]> pictures) throws ImageRefusedException {
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < pictures.size(); i++) {
            long begin = System.nanoTime();
            tower.run(List.of(tower.prepare(pictures.get(i))));
            if (i >= WARM_UP) {
                times.add((System.nanoTime() - begin) / 1e6);
            }
        }
        return Quantiles.median(times);
    }
}

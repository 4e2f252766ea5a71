package io.alignstreams.bench;

import io.alignstreams.align.image.DecodingLimits;
import io.alignstreams.align.image.ExifOrientation;
import io.alignstreams.align.image.RgbImage;
import io.alignstreams.embedding.AlignTowers;
import java.time.Duration;
import java.util.List;

/** The image tower's time for one image on one thread, which other times are held against. */
final class TowerTime implements AutoCloseable {
    private static final Duration LONG_ENOUGH = Duration.ofMillis(600);

    private final AlignTowers towers;
    private final List<RgbImage> image;

    TowerTime(BenchSetup setup) throws Exception {
        towers = AlignTowers.load(setup.model(), ExifOrientation.APPLY, DecodingLimits.DEFAULT);
        try {
            image = List.of(towers.prepare(new BenchPictures(setup.seed()).jpeg()));
            milliseconds();
        } catch (Exception e) {
            towers.close();
            throw e;
        }
    }

    AlignTowers towers() {
        return towers;
    }

    /** The median of several runs. */
    double milliseconds() throws Exception {
        return Timing.median(LONG_ENOUGH, () -> towers.run(image));
    }

    @Override
    public void close() {
        towers.close();
    }
}

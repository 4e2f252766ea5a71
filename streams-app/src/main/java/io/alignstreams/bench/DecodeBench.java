package io.alignstreams.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What it takes to decode an image and bring it to the tower's input, on one thread: as a share of the tower's own time, and
 * against Pillow where there is one.
 */
final class DecodeBench implements Benchmark {
    private static final String NAME = "decode";
    private static final Duration LONG_ENOUGH = Duration.ofMillis(300);
    private static final double MOST_OF_THE_TOWER = 0.04;
    private static final double LARGEST_JPEG_MS = 45;

    /** A picture's size, of which a megapixel is a million. */
    private enum Size {
        SMALL("0.3 MP", 640, 480),
        MEDIUM("2 MP", 1632, 1224),
        LARGE("12 MP", 4000, 3000);

        private final String title;
        private final int width;
        private final int height;

        Size(String title, int width, int height) {
            this.title = title;
            this.width = width;
            this.height = height;
        }
    }

    @Override
    public List<Row> measure(BenchSetup setup) throws Exception {
        BenchPictures pictures = new BenchPictures(setup.seed());
        List<Row> rows = new ArrayList<>();
        try (TowerTime tower = new TowerTime(setup);
                Pillow pillow = startPillow(setup)) {
            for (PictureFormat format : PictureFormat.values()) {
                for (Size size : Size.values()) {
                    String name = format + " of " + size.title;
                    byte[] picture = pictures.next(size.width, size.height, format);
                    setup.say("%s: %s, %d KB", NAME, name, picture.length / 1000);
                    measure(setup, name, size == Size.SMALL ? 1 / MOST_OF_THE_TOWER : 0, picture, tower, pillow, rows);
                }
            }
        }
        return rows;
    }

    private static @Nullable Pillow startPillow(BenchSetup setup) {
        try {
            return Pillow.start(setup.model(), setup.folder());
        } catch (IOException e) {
            setup.say("%s: nothing is held against Pillow: %s", NAME, String.valueOf(e.getMessage()));
            return null;
        }
    }

    private static void measure(
            BenchSetup setup,
            String name,
            double atLeast,
            byte[] picture,
            TowerTime tower,
            @Nullable Pillow pillow,
            List<Row> rows)
            throws Exception {
        Comparison.Measurement ours =
                () -> Timing.median(LONG_ENOUGH, () -> tower.towers().prepare(picture));
        ours.measure();
        Comparison toTower = Comparison.of(setup.rounds(), ours, tower::milliseconds);
        rows.add(toTower.times(NAME, name + ", to the tower", "ms", atLeast));
        if (name.equals(PictureFormat.JPEG + " of " + Size.LARGE.title)) {
            rows.add(toTower.to(LARGEST_JPEG_MS).times(NAME, name + ", to its limit", "ms", 1));
        }
        if (pillow != null) {
            pillow.open(picture);
            pillow.milliseconds(LONG_ENOUGH);
            rows.add(Comparison.of(setup.rounds(), ours, () -> pillow.milliseconds(LONG_ENOUGH))
                    .times(NAME, name + ", to Pillow", "ms", 0));
        }
    }
}

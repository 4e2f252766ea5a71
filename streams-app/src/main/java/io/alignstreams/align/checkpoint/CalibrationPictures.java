package io.alignstreams.align.checkpoint;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/** Pictures of soft coloured clouds from a seed, for measuring statistics on something with large and small shapes. */
final class CalibrationPictures {
    private static final int CHANNELS = 3;
    private static final int NOISE = 24;

    private CalibrationPictures() {}

    /** uint8 [count, side, side, 3] in a direct buffer. */
    static ByteBuffer draw(long seed, int side, int count) {
        SplittableRandom random = new SplittableRandom(seed);
        ByteBuffer pixels = ByteBuffer.allocateDirect(count * side * side * CHANNELS);
        for (int image = 0; image < count; image++) {
            int cells = 2 + image % 6;
            double[] grid = random.doubles((long) (cells + 1) * (cells + 1) * CHANNELS, 0, 256)
                    .toArray();
            for (int y = 0; y < side; y++) {
                for (int x = 0; x < side; x++) {
                    for (int channel = 0; channel < CHANNELS; channel++) {
                        double value =
                                interpolate(grid, cells, (double) x * cells / side, (double) y * cells / side, channel)
                                        + random.nextInt(-NOISE, NOISE);
                        pixels.put((byte) Math.max(0, Math.min(255, value)));
                    }
                }
            }
        }
        return pixels.flip();
    }

    private static double interpolate(double[] grid, int cells, double x, double y, int channel) {
        int column = (int) x;
        int row = (int) y;
        double right = x - column;
        double down = y - row;
        int width = (cells + 1) * CHANNELS;
        int at = row * width + column * CHANNELS + channel;
        return (1 - down) * ((1 - right) * grid[at] + right * grid[at + CHANNELS])
                + down * ((1 - right) * grid[at + width] + right * grid[at + width + CHANNELS]);
    }
}

package io.alignstreams.align.checkpoint;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/**
 * Pictures from a seed to measure statistics on. They differ as widely as pictures can, from one flat colour over soft
 * clouds and hard edges to plain noise: what lies far outside the statistics is blown up by every layer.
 */
final class CalibrationPictures {
    private static final int CHANNELS = 3;
    private static final int KINDS = 4;

    private CalibrationPictures() {}

    /** uint8 [count, side, side, 3] in a direct buffer. */
    static ByteBuffer draw(long seed, int side, int count) {
        SplittableRandom random = new SplittableRandom(seed);
        ByteBuffer pixels = ByteBuffer.allocateDirect(count * side * side * CHANNELS);
        for (int image = 0; image < count; image++) {
            boolean soft = image % KINDS < 2;
            int noise = image % KINDS == 3 ? 256 : 1 + 8 * (image % KINDS);
            int cells = 1 + image * 2 % 9;
            double[] grid = random.doubles((long) (cells + 1) * (cells + 1) * CHANNELS, 0, 256)
                    .toArray();
            for (int y = 0; y < side; y++) {
                for (int x = 0; x < side; x++) {
                    for (int channel = 0; channel < CHANNELS; channel++) {
                        double row = (double) y * cells / side;
                        double column = (double) x * cells / side;
                        double value = soft
                                ? interpolate(grid, cells, column, row, channel)
                                : interpolate(grid, cells, Math.floor(column), Math.floor(row), channel);
                        value += random.nextInt(-noise, noise);
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

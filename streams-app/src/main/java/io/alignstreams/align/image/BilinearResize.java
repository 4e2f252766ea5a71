package io.alignstreams.align.image;

import java.awt.Rectangle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Pillow's bilinear resize of 8-bit images, bit for bit: antialiased when shrinking, horizontal pass first, each pass
 * rounded to bytes, in 22-bit fixed point. Only as many rows are held between the passes as one row of the output is made
 * of, so that however tall an image is it takes little more than its output.
 *
 * <p>Source: Pillow's {@code Resample.c}; "Image Resampling" in its concepts.
 */
final class BilinearResize {
    private static final int PRECISION_BITS = 22;
    private static final int HALF = 1 << (PRECISION_BITS - 1);
    private static final int CHANNELS = RgbImage.CHANNELS;

    /** Four bytes of a row, the first one lowest: a pixel, and a byte that is not of it. */
    private static final VarHandle PIXEL = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private BilinearResize() {}

    /**
     * Which input samples make an output sample. Outputs beyond the edges are made of none.
     *
     * @param first of each output's samples
     * @param count of each output's samples
     * @param weights {@code stride} of them for each output, fixed point
     */
    private record Window(int[] first, int[] count, int[] weights, int stride) {
        /** The windows of some outputs, from one on that may lie before the first. */
        static Window of(int in, int out, int from, int outputs) {
            double scale = (double) in / out;
            double support = Math.max(scale, 1);
            int stride = (int) Math.ceil(support) * 2 + 1;
            Window window = new Window(new int[outputs], new int[outputs], new int[outputs * stride], stride);
            double[] exact = new double[stride];
            int end = Math.min(outputs, out - from);
            for (int i = Math.max(0, -from); i < end; i++) {
                double centre = (from + i + 0.5) * scale;
                int low = Math.max(0, (int) (centre - support + 0.5));
                int high = Math.min(in, (int) (centre + support + 0.5));
                double sum = 0;
                for (int j = low; j < high; j++) {
                    exact[j - low] = Math.max(0, 1 - Math.abs((j - centre + 0.5) / support));
                    sum += exact[j - low];
                }
                window.first[i] = low;
                window.count[i] = high - low;
                for (int j = 0; j < high - low; j++) {
                    window.weights[i * stride + j] = (int) (exact[j] / sum * (1 << PRECISION_BITS) + 0.5);
                }
            }
            return window;
        }

        int longest() {
            return Arrays.stream(count).max().orElseThrow();
        }
    }

    /** Resizes to a width and a height. */
    static RgbImage resize(RgbImage image, int width, int height) {
        return cutOut(image, width, height, new Rectangle(width, height));
    }

    /** What lies in a rectangle of the resized image, the rest of which is not made. Beyond its edges there are zeros. */
    static RgbImage cutOut(RgbImage image, int resizedWidth, int resizedHeight, Rectangle cut) {
        int width = cut.width;
        int height = cut.height;
        Window columns = Window.of(image.width(), resizedWidth, cut.x, width);
        Window rows = Window.of(image.height(), resizedHeight, cut.y, height);
        int rowLength = width * CHANNELS;
        int[][] narrowed = new int[rows.longest()][rowLength];
        int done = rows.first[0];
        int[] sums = new int[rowLength];
        byte[] out = new byte[height * rowLength];
        for (int y = 0; y < height; y++) {
            int end = rows.first[y] + rows.count[y];
            for (; done < end; done++) {
                narrow(image, done, columns, narrowed[done % narrowed.length]);
            }
            Arrays.fill(sums, HALF);
            for (int row = rows.first[y]; row < end; row++) {
                add(narrowed[row % narrowed.length], rows.weights[y * rows.stride + row - rows.first[y]], sums);
            }
            clamp(sums);
            int to = y * rowLength;
            for (int i = 0; i < rowLength; i++) {
                out[to + i] = (byte) sums[i];
            }
        }
        return new RgbImage(width, height, out);
    }

    /** Makes a row as wide as the output is. Red and green share a long, whose halves cannot overflow. */
    private static void narrow(RgbImage image, int y, Window columns, int[] out) {
        byte[] in = image.pixels();
        int length = image.width() * CHANNELS;
        int row = y * length;
        if (y == image.height() - 1) {
            in = Arrays.copyOfRange(in, row, row + length + 1);
            row = 0;
        }
        int[] weights = columns.weights;
        int to = 0;
        for (int x = 0; x < columns.first.length; x++) {
            long redGreen = HALF | (long) HALF << 32;
            int blue = HALF;
            int from = row + columns.first[x] * CHANNELS;
            int weight = x * columns.stride;
            for (int end = weight + columns.count[x]; weight < end; weight++) {
                int w = weights[weight];
                int rgb = (int) PIXEL.get(in, from);
                redGreen += w * ((rgb & 0xFF) | ((long) (rgb & 0xFF00) << 24));
                blue += w * (rgb >> 16 & 0xFF);
                from += CHANNELS;
            }
            out[to] = (int) redGreen;
            out[to + 1] = (int) (redGreen >>> 32);
            out[to + 2] = blue;
            to += CHANNELS;
        }
        clamp(out);
    }

    private static void add(int[] row, int weight, int[] sums) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += weight * row[i];
        }
    }

    private static void clamp(int[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.min(255, values[i] >> PRECISION_BITS);
        }
    }
}

package io.alignstreams.align.image;

/**
 * Pillow's bilinear resize of 8-bit images, bit for bit: antialiased when shrinking, horizontal pass first, each pass
 * rounded to bytes, in 22-bit fixed point.
 *
 * <p>Source: Pillow's {@code Resample.c}; "Image Resampling" in its concepts.
 */
final class BilinearResize {
    private static final int PRECISION_BITS = 22;
    private static final int CHANNELS = RgbImage.CHANNELS;

    private BilinearResize() {}

    /**
     * Which input samples make an output sample.
     *
     * @param first of each output's samples
     * @param count of each output's samples
     * @param weights {@code stride} of them for each output, fixed point
     */
    private record Window(int[] first, int[] count, int[] weights, int stride) {
        static Window of(int in, int out) {
            double scale = (double) in / out;
            double support = Math.max(scale, 1);
            int stride = (int) Math.ceil(support) * 2 + 1;
            Window window = new Window(new int[out], new int[out], new int[out * stride], stride);
            double[] exact = new double[stride];
            for (int i = 0; i < out; i++) {
                double centre = (i + 0.5) * scale;
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
    }

    static RgbImage resize(RgbImage image, int width, int height) {
        byte[] pixels = image.pixels();
        if (image.width() != width) {
            pixels = horizontal(pixels, image.width(), image.height(), width);
        }
        if (image.height() != height) {
            pixels = vertical(pixels, width, image.height(), height);
        }
        return new RgbImage(width, height, pixels);
    }

    private static byte[] horizontal(byte[] in, int inWidth, int height, int outWidth) {
        Window window = Window.of(inWidth, outWidth);
        byte[] out = new byte[height * outWidth * CHANNELS];
        int to = 0;
        for (int y = 0; y < height; y++) {
            int row = y * inWidth * CHANNELS;
            for (int x = 0; x < outWidth; x++) {
                int red = 1 << (PRECISION_BITS - 1);
                int green = red;
                int blue = red;
                int from = row + window.first[x] * CHANNELS;
                int weight = x * window.stride;
                for (int end = weight + window.count[x]; weight < end; weight++) {
                    int w = window.weights[weight];
                    red += w * (in[from] & 0xFF);
                    green += w * (in[from + 1] & 0xFF);
                    blue += w * (in[from + 2] & 0xFF);
                    from += CHANNELS;
                }
                out[to++] = clamp(red);
                out[to++] = clamp(green);
                out[to++] = clamp(blue);
            }
        }
        return out;
    }

    private static byte[] vertical(byte[] in, int width, int inHeight, int outHeight) {
        Window window = Window.of(inHeight, outHeight);
        int rowLength = width * CHANNELS;
        byte[] out = new byte[outHeight * rowLength];
        int[] sums = new int[rowLength];
        for (int y = 0; y < outHeight; y++) {
            java.util.Arrays.fill(sums, 1 << (PRECISION_BITS - 1));
            for (int k = 0; k < window.count[y]; k++) {
                int w = window.weights[y * window.stride + k];
                int from = (window.first[y] + k) * rowLength;
                for (int i = 0; i < rowLength; i++) {
                    sums[i] += w * (in[from + i] & 0xFF);
                }
            }
            int to = y * rowLength;
            for (int i = 0; i < rowLength; i++) {
                out[to + i] = clamp(sums[i]);
            }
        }
        return out;
    }

    private static byte clamp(int fixedPoint) {
        return (byte) Math.max(0, Math.min(255, fixedPoint >> PRECISION_BITS));
    }
}

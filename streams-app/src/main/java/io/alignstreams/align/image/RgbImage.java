package io.alignstreams.align.image;

import java.util.Arrays;

/**
 * A picture of 8-bit RGB, uint8 [height, width, 3].
 *
 * @param pixels row-major; not copied, and not to be changed once handed over
 */
public record RgbImage(int width, int height, byte[] pixels) {
    static final int CHANNELS = 3;

    public RgbImage {
        if (width < 1 || height < 1 || pixels.length != (long) width * height * CHANNELS) {
            throw new IllegalArgumentException("expected " + (long) width * height * CHANNELS + " bytes for " + width
                    + "x" + height + " pixels, found " + pixels.length);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RgbImage image
                && width == image.width
                && height == image.height
                && Arrays.equals(pixels, image.pixels);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * width + height) + Arrays.hashCode(pixels);
    }

    @Override
    public String toString() {
        return width + "x" + height;
    }
}

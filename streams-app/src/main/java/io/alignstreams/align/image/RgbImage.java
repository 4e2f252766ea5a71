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

    /**
     * This picture on a larger one.
     *
     * @param background its colour where this one does not reach, 0xRRGGBB
     */
    RgbImage placed(int onWidth, int onHeight, int left, int top, int background) {
        if (width == onWidth && height == onHeight) {
            return this;
        }
        byte[] out = new byte[Math.multiplyExact(Math.multiplyExact(onWidth, onHeight), CHANNELS)];
        for (int at = 0; at < out.length; at += CHANNELS) {
            out[at] = (byte) (background >> 16);
            out[at + 1] = (byte) (background >> 8);
            out[at + 2] = (byte) background;
        }
        int rowLength = width * CHANNELS;
        for (int y = 0; y < height; y++) {
            System.arraycopy(pixels, y * rowLength, out, ((top + y) * onWidth + left) * CHANNELS, rowLength);
        }
        return new RgbImage(onWidth, onHeight, out);
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

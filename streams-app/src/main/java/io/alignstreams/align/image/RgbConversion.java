package io.alignstreams.align.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.PackedColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.awt.image.SampleModel;
import java.util.Arrays;
import javax.imageio.ImageTypeSpecifier;
import org.jspecify.annotations.Nullable;

/**
 * Brings decoded samples to RGB as Pillow's {@code convert("RGB")} does: samples are taken as they are stored, without
 * colour management; alpha is dropped, not composited.
 *
 * <p>{@link BufferedImage#getRGB} would apply a curve to grey and round 16-bit samples, so rasters are read instead.
 */
final class RgbConversion {
    private static final int CHANNELS = RgbImage.CHANNELS;
    private static final int[] RGB = {0, 1, 2};
    private static final int[] BGR = {2, 1, 0};

    private RgbConversion() {}

    /** Whether samples are bytes of red, green and blue, in this order or the other way round, that can stay where they are. */
    static boolean isInPlace(SampleModel samples) {
        return samples instanceof PixelInterleavedSampleModel model
                && model.getDataType() == DataBuffer.TYPE_BYTE
                && model.getPixelStride() == CHANNELS
                && (Arrays.equals(model.getBandOffsets(), BGR) || Arrays.equals(model.getBandOffsets(), RGB));
    }

    /** An image whose samples are bytes of red, green and blue. */
    static ImageTypeSpecifier inOrder(ColorSpace space) {
        return ImageTypeSpecifier.createInterleaved(space, RGB, DataBuffer.TYPE_BYTE, false, false);
    }

    /**
     * Converts a decoded image, which is not to be used again.
     *
     * @param hasAlpha whether it has alpha samples in its file; a transparent colour alone makes the decoder add some
     */
    static RgbImage convert(BufferedImage image, boolean hasAlpha) {
        Raster raster = image.getRaster();
        byte[] own = inPlace(raster);
        if (own != null) {
            return new RgbImage(image.getWidth(), image.getHeight(), own);
        }
        byte[] pixels = new byte[Math.multiplyExact(Math.multiplyExact(image.getWidth(), image.getHeight()), CHANNELS)];
        if (image.getColorModel() instanceof IndexColorModel palette) {
            fromPalette(raster, palette, pixels);
        } else if (image.getColorModel() instanceof PackedColorModel) {
            fromPacked(raster, pixels);
        } else if (raster.getNumBands() >= CHANNELS) {
            fromColour(raster, pixels);
        } else {
            fromGrey(raster, hasAlpha, pixels);
        }
        return new RgbImage(image.getWidth(), image.getHeight(), pixels);
    }

    /** The raster's own bytes in the order of RGB, if it has no others. */
    private static byte @Nullable [] inPlace(Raster raster) {
        if (!isInPlace(raster.getSampleModel())
                || !(raster.getDataBuffer() instanceof DataBufferByte buffer)
                || buffer.getNumBanks() != 1
                || buffer.getData().length != (long) raster.getWidth() * raster.getHeight() * CHANNELS) {
            return null;
        }
        byte[] bytes = buffer.getData();
        if (((PixelInterleavedSampleModel) raster.getSampleModel()).getBandOffsets()[0] == BGR[0]) {
            for (int at = 0; at < bytes.length; at += CHANNELS) {
                byte blue = bytes[at];
                bytes[at] = bytes[at + 2];
                bytes[at + 2] = blue;
            }
        }
        return bytes;
    }

    private static void fromPalette(Raster raster, IndexColorModel palette, byte[] pixels) {
        int width = raster.getWidth();
        int[] row = new int[width];
        int to = 0;
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getSamples(0, y, width, 1, 0, row);
            for (int index : row) {
                to = put(pixels, to, index < palette.getMapSize() ? palette.getRGB(index) : 0);
            }
        }
    }

    /** Samples of fewer than 8 bits are stretched and cut off to bytes. */
    private static void fromPacked(Raster raster, byte[] pixels) {
        int width = raster.getWidth();
        int bands = raster.getNumBands();
        int[] most = new int[CHANNELS];
        for (int channel = 0; channel < CHANNELS; channel++) {
            most[channel] = (1 << raster.getSampleModel().getSampleSize(channel)) - 1;
        }
        int[] row = new int[width * bands];
        int to = 0;
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(0, y, width, 1, row);
            for (int from = 0; from < row.length; from += bands) {
                for (int channel = 0; channel < CHANNELS; channel++) {
                    pixels[to++] = (byte) (row[from + channel] * 255 / most[channel]);
                }
            }
        }
    }

    /** 16-bit samples keep their high byte. */
    private static void fromColour(Raster raster, byte[] pixels) {
        int width = raster.getWidth();
        int bands = raster.getNumBands();
        int to = 0;
        if (raster.getTransferType() == DataBuffer.TYPE_BYTE) {
            byte[] row = new byte[width * bands];
            for (int y = 0; y < raster.getHeight(); y++) {
                raster.getDataElements(0, y, width, 1, row);
                for (int from = 0; from < row.length; from += bands) {
                    pixels[to++] = row[from];
                    pixels[to++] = row[from + 1];
                    pixels[to++] = row[from + 2];
                }
            }
        } else {
            int shift = raster.getSampleModel().getSampleSize(0) - 8;
            int[] row = new int[width * bands];
            for (int y = 0; y < raster.getHeight(); y++) {
                raster.getPixels(0, y, width, 1, row);
                for (int from = 0; from < row.length; from += bands) {
                    pixels[to++] = (byte) (row[from] >> shift);
                    pixels[to++] = (byte) (row[from + 1] >> shift);
                    pixels[to++] = (byte) (row[from + 2] >> shift);
                }
            }
        }
    }

    /** 16-bit grey is cut off at 255, as Pillow does it; with alpha beside it it keeps its high byte. */
    private static void fromGrey(Raster raster, boolean hasAlpha, byte[] pixels) {
        int width = raster.getWidth();
        int shift = hasAlpha ? raster.getSampleModel().getSampleSize(0) - 8 : 0;
        int[] row = new int[width];
        int to = 0;
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getSamples(0, y, width, 1, 0, row);
            for (int sample : row) {
                byte grey = (byte) Math.min(255, sample >> shift);
                pixels[to++] = grey;
                pixels[to++] = grey;
                pixels[to++] = grey;
            }
        }
    }

    /**
     * Four stored samples of a JPEG, inverted as Adobe writes them, to RGB.
     *
     * @param ycck whether the first three are YCbCr of the inverted CMY
     */
    static RgbImage fromCmyk(Raster raster, boolean ycck) {
        int width = raster.getWidth();
        int height = raster.getHeight();
        byte[] pixels = new byte[Math.multiplyExact(Math.multiplyExact(width, height), CHANNELS)];
        int[] row = new int[width * 4];
        int[] stored = new int[CHANNELS];
        int to = 0;
        for (int y = 0; y < height; y++) {
            raster.getPixels(0, y, width, 1, row);
            for (int from = 0; from < row.length; from += 4) {
                System.arraycopy(row, from, stored, 0, CHANNELS);
                if (ycck) {
                    toInvertedCmy(stored);
                }
                int white = row[from + 3];
                for (int sample : stored) {
                    pixels[to++] = (byte) Math.max(0, white - divideBy255((255 - sample) * white));
                }
            }
        }
        return new RgbImage(width, height, pixels);
    }

    /** libjpeg's YCCK to CMYK in 16-bit fixed point. */
    private static void toInvertedCmy(int[] samples) {
        int luma = samples[0];
        int blue = samples[1] - 128;
        int red = samples[2] - 128;
        samples[0] = 255 - clamp(luma + ((91881 * red + 32768) >> 16));
        samples[1] = 255 - clamp(luma + ((-22554 * blue - 46802 * red + 32768) >> 16));
        samples[2] = 255 - clamp(luma + ((116130 * blue + 32768) >> 16));
    }

    private static int divideBy255(int product) {
        int rounded = product + 128;
        return (rounded + (rounded >> 8)) >> 8;
    }

    private static int clamp(int value) {
        return Math.max(0, Math.min(255, value));
    }

    private static int put(byte[] pixels, int at, int rgb) {
        pixels[at] = (byte) (rgb >> 16);
        pixels[at + 1] = (byte) (rgb >> 8);
        pixels[at + 2] = (byte) rgb;
        return at + CHANNELS;
    }
}

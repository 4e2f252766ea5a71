package io.alignstreams.align.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * How a camera was held, 1 (upright) to 8, and turning a picture upright.
 *
 * <p>Source: Exif 2.32, tag 0x0112; TIFF 6.0, section 2.
 */
final class Orientation {
    static final int UPRIGHT = 1;

    private static final int TIFF_HEADER = 8;
    private static final short LITTLE_ENDIAN = 0x4949;
    private static final int ENTRY = 12;
    private static final short ORIENTATION_TAG = 0x0112;
    private static final short TYPE_SHORT = 3;
    private static final short TYPE_LONG = 4;

    private Orientation() {}

    /** Reads the tag of the first directory; {@link #UPRIGHT} if there is none, or the block is damaged. */
    static int read(byte @Nullable [] exif) {
        if (exif == null || exif.length < TIFF_HEADER) {
            return UPRIGHT;
        }
        ByteBuffer tiff = ByteBuffer.wrap(exif);
        if (tiff.getShort(0) == LITTLE_ENDIAN) {
            tiff.order(ByteOrder.LITTLE_ENDIAN);
        }
        int directory = tiff.getInt(4);
        if (directory < TIFF_HEADER || directory > exif.length - Short.BYTES) {
            return UPRIGHT;
        }
        int entries = tiff.getShort(directory) & 0xFFFF;
        int at = directory + Short.BYTES;
        for (int entry = 0; entry < entries && at + ENTRY <= exif.length; entry++, at += ENTRY) {
            if (tiff.getShort(at) == ORIENTATION_TAG) {
                int type = tiff.getShort(at + 2);
                int value = type == TYPE_SHORT ? tiff.getShort(at + 8) : type == TYPE_LONG ? tiff.getInt(at + 8) : 0;
                return value < 1 || value > 8 ? UPRIGHT : value;
            }
        }
        return UPRIGHT;
    }

    /** Turns a picture so that what was up is up. */
    static RgbImage upright(RgbImage image, int orientation) {
        if (orientation == UPRIGHT) {
            return image;
        }
        boolean mirrored = orientation == 2 || orientation == 4 || orientation == 5 || orientation == 7;
        boolean swapped = orientation >= 5;
        int quarterTurns =
                switch (orientation) {
                    case 3, 4 -> 2;
                    case 6, 7 -> 1;
                    case 5, 8 -> 3;
                    default -> 0;
                };
        int inWidth = image.width();
        int inHeight = image.height();
        int width = swapped ? inHeight : inWidth;
        int height = swapped ? inWidth : inHeight;
        byte[] in = image.pixels();
        byte[] out = new byte[in.length];
        int to = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int column =
                        switch (quarterTurns) {
                            case 0 -> x;
                            case 1 -> y;
                            case 2 -> inWidth - 1 - x;
                            default -> inWidth - 1 - y;
                        };
                int row =
                        switch (quarterTurns) {
                            case 0 -> y;
                            case 1 -> inHeight - 1 - x;
                            case 2 -> inHeight - 1 - y;
                            default -> x;
                        };
                int from = (row * inWidth + (mirrored ? inWidth - 1 - column : column)) * RgbImage.CHANNELS;
                out[to++] = in[from];
                out[to++] = in[from + 1];
                out[to++] = in[from + 2];
            }
        }
        return new RgbImage(width, height, out);
    }
}

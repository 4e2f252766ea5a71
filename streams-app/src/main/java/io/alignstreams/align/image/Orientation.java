package io.alignstreams.align.image;

import com.drew.lang.ByteArrayReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifDirectoryBase;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifReader;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * How a camera was held, 1 (upright) to 8, and turning a picture upright.
 *
 * <p>Source: Exif 2.32, tag 0x0112.
 */
final class Orientation {
    static final int UPRIGHT = 1;

    private static final int PNG_SIGNATURE = 8;
    private static final int CHUNK_OVERHEAD = 12;
    private static final int EXIF_CHUNK = 'e' << 24 | 'X' << 16 | 'I' << 8 | 'f';

    private Orientation() {}

    /** Reads the tag; {@link #UPRIGHT} if there is none, or the block around it is damaged. */
    static int read(byte @Nullable [] exif) {
        if (exif == null) {
            return UPRIGHT;
        }
        try {
            Metadata metadata = new Metadata();
            new ExifReader().extract(new ByteArrayReader(exif), metadata);
            ExifIFD0Directory directory = metadata.getFirstDirectoryOfType(ExifIFD0Directory.class);
            Integer tag = directory == null ? null : directory.getInteger(ExifDirectoryBase.TAG_ORIENTATION);
            return tag == null || tag < 1 || tag > 8 ? UPRIGHT : tag;
        } catch (RuntimeException | StackOverflowError e) {
            return UPRIGHT;
        }
    }

    /** The body of a PNG's eXIf chunk; null if there is none. */
    static byte @Nullable [] exifOfPng(byte[] png) {
        ByteBuffer chunks = ByteBuffer.wrap(png);
        int at = PNG_SIGNATURE;
        while (at + CHUNK_OVERHEAD <= png.length) {
            int length = chunks.getInt(at);
            if (length < 0 || length > png.length - at - CHUNK_OVERHEAD) {
                return null;
            }
            if (chunks.getInt(at + 4) == EXIF_CHUNK) {
                byte[] body = new byte[length];
                chunks.get(at + 8, body);
                return body;
            }
            at += CHUNK_OVERHEAD + length;
        }
        return null;
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

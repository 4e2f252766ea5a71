package io.alignstreams.align.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** BMPs that end after their headers. */
final class HostileBmp {
    /** That the decoder counts with. */
    static final int LONGEST_SIDE = 40_000;

    private static final int PALETTE = 1_024;
    private static final int HEADERS = 54;

    private HostileBmp() {}

    /** A palette BMP; a negative height counts from the top. */
    static byte[] palette(int width, int height, int compression) {
        return bmp(width, height, 8, compression, 0);
    }

    /** A BMP that says to hold a file of another format, of 2 GB. */
    static byte[] holding(int compression) {
        return bmp(100, 100, 0, compression, Integer.MAX_VALUE);
    }

    /** Runs that fill one row again and again. */
    static byte[] runs(int bytes) {
        int width = 65_280;
        byte[] row = new byte[2 * (width / 255) + 2];
        for (int at = 0; at < row.length - 4; at += 2) {
            row[at] = (byte) 255;
        }
        row[row.length - 3] = 2;
        row[row.length - 2] = (byte) 255;
        byte[] runs = Bytes.repeat(row, bytes / row.length);
        return Bytes.join(bmp(width, 1, 8, 1, runs.length), runs);
    }

    private static byte[] bmp(int width, int height, int bits, int compression, int imageSize) {
        int size = HEADERS + PALETTE + 2;
        return ByteBuffer.allocate(size)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(Bytes.ascii("BM"))
                .putInt(size)
                .putInt(0)
                .putInt(HEADERS + PALETTE)
                .putInt(40)
                .putInt(width)
                .putInt(height)
                .putShort((short) 1)
                .putShort((short) bits)
                .putInt(compression)
                .putInt(imageSize)
                .array();
    }
}

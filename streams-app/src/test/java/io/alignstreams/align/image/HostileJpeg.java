package io.alignstreams.align.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** JPEGs of tables and scans of two bytes, which stand for any number of pixels. */
final class HostileJpeg {
    /** That libjpeg takes. */
    static final int LONGEST_SIDE = 65_500;

    private static final int COMPONENTS = 3;

    private HostileJpeg() {}

    /** A first scan of all components, and others of the last coefficients of one. */
    static byte[] of(int width, int height, boolean isProgressive, int scans) {
        byte[] quantization = new byte[69];
        Arrays.fill(quantization, (byte) 1);
        System.arraycopy(Bytes.of(0xFF, 0xDB, 0, 67, 0), 0, quantization, 0, 5);
        byte[] frame = ByteBuffer.allocate(10 + 3 * COMPONENTS)
                .put(Bytes.of(0xFF, isProgressive ? 0xC2 : 0xC0, 0, 8 + 3 * COMPONENTS, 8))
                .putShort((short) height)
                .putShort((short) width)
                .put(Bytes.of(COMPONENTS, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0))
                .array();
        byte[] huffman = new byte[22];
        System.arraycopy(Bytes.of(0xFF, 0xC4, 0, 20, 0, 1), 0, huffman, 0, 6);
        byte[] huffmanAc = huffman.clone();
        huffmanAc[4] = 0x10;
        byte[] first = Bytes.of(0xFF, 0xDA, 0, 12, COMPONENTS, 1, 0, 2, 0, 3, 0, 0, isProgressive ? 0 : 63, 0, 0, 0);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(Bytes.join(Bytes.of(0xFF, 0xD8), quantization, frame, huffman, huffmanAc, first));
        for (int scan = 1; scan < scans; scan++) {
            out.writeBytes(Bytes.of(0xFF, 0xDA, 0, 8, 1, 1 + scan % COMPONENTS, 0, 1, 63, 0, 0, 0));
        }
        out.writeBytes(Bytes.of(0xFF, 0xD9));
        return out.toByteArray();
    }

    /** The same file with something before its first scan. */
    static byte[] withBeforeScans(byte[] jpeg, int... inserted) {
        return withBeforeScans(jpeg, Bytes.of(inserted));
    }

    static byte[] withBeforeScans(byte[] jpeg, byte[] inserted) {
        int at = 2;
        while (jpeg[at + 1] != (byte) 0xDA) {
            at += 2 + ((jpeg[at + 2] & 0xFF) << 8 | (jpeg[at + 3] & 0xFF));
        }
        return Bytes.join(Arrays.copyOf(jpeg, at), inserted, Arrays.copyOfRange(jpeg, at, jpeg.length));
    }

    /** Application segments of so many bytes. */
    static byte[] segments(int bytes) {
        byte[] segment = new byte[65_537];
        System.arraycopy(Bytes.of(0xFF, 0xE1, 0xFF, 0xFF), 0, segment, 0, 4);
        return Bytes.repeat(segment, bytes / segment.length);
    }
}

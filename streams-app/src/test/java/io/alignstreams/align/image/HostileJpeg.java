package io.alignstreams.align.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** JPEGs of tables and scans that are small for what they stand for, or as dense as they can be. */
final class HostileJpeg {
    /** That libjpeg takes. */
    static final int LONGEST_SIDE = 65_500;

    private static final int COMPONENTS = 3;
    private static final int START_OF_SCAN = 0xDA;
    private static final byte[] END = Bytes.of(0xFF, 0xD9);

    private HostileJpeg() {}

    /** A first scan of all components, and others of the last coefficients of one, none of which has any samples. */
    static byte[] of(int width, int height, boolean isProgressive, int scans) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(head(width, height, isProgressive));
        out.writeBytes(scanOfAll(isProgressive ? 0 : 63));
        out.writeBytes(Bytes.of(0, 0));
        for (int scan = 1; scan < scans; scan++) {
            out.writeBytes(scanOfOne(1 + scan % COMPONENTS, isProgressive));
            out.writeBytes(Bytes.of(0, 0));
        }
        out.writeBytes(END);
        return out.toByteArray();
    }

    /** A baseline image whose only scan is of the first of its three components. */
    static byte[] ofOneComponentsScan(int width, int height) {
        byte[] samples = new byte[(width / 8 + 1) * (height / 8 + 1) / 4 + 16];
        return Bytes.join(
                head(width, height, false), Bytes.of(0xFF, START_OF_SCAN, 0, 8, 1, 1, 0, 0, 63, 0), samples, END);
    }

    /** A progressive image in which every block of every component has samples, and scans that refine nothing. */
    static byte[] dense(int width, int height, int scans) {
        int blocks = (width + 7) / 8 * ((height + 7) / 8);
        Bits coefficients = new Bits(true);
        for (int block = 0; block < blocks; block++) {
            for (int coefficient = 0; coefficient < 9; coefficient++) {
                coefficients.add(0b01, 2);
            }
            coefficients.add(0b10, 2);
        }
        byte[] samples = stuffed(coefficients.bytes());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(head(width, height, true));
        out.writeBytes(scanOfAll(0));
        out.writeBytes(new byte[COMPONENTS * blocks / 8 + 2]);
        for (int component = 1; component <= COMPONENTS; component++) {
            out.writeBytes(scanOfOne(component, true));
            out.writeBytes(samples);
        }
        for (int scan = 1 + COMPONENTS; scan < scans; scan++) {
            out.writeBytes(Bytes.of(0xFF, START_OF_SCAN, 0, 8, 1, 1, 0, 1, 63, 0x10));
        }
        out.writeBytes(END);
        return out.toByteArray();
    }

    private static byte[] head(int width, int height, boolean isProgressive) {
        byte[] quantization = new byte[69];
        Arrays.fill(quantization, (byte) 3);
        System.arraycopy(Bytes.of(0xFF, 0xDB, 0, 67, 0), 0, quantization, 0, 5);
        byte[] frame = ByteBuffer.allocate(10 + 3 * COMPONENTS)
                .put(Bytes.of(0xFF, isProgressive ? 0xC2 : 0xC0, 0, 8 + 3 * COMPONENTS, 8))
                .putShort((short) height)
                .putShort((short) width)
                .put(Bytes.of(COMPONENTS, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0))
                .array();
        byte[] dc = Bytes.of(0xFF, 0xC4, 0, 20, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        byte[] ac = Bytes.of(0xFF, 0xC4, 0, 21, 0x10, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x01, 0);
        return Bytes.join(Bytes.of(0xFF, 0xD8), quantization, frame, dc, ac);
    }

    private static byte[] scanOfAll(int lastCoefficient) {
        return Bytes.of(0xFF, START_OF_SCAN, 0, 12, COMPONENTS, 1, 0, 2, 0, 3, 0, 0, lastCoefficient, 0);
    }

    private static byte[] scanOfOne(int component, boolean isProgressive) {
        return Bytes.of(0xFF, START_OF_SCAN, 0, 8, 1, component, 0, isProgressive ? 1 : 0, 63, 0);
    }

    private static byte[] stuffed(byte[] samples) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte sample : samples) {
            out.write(sample);
            if (sample == (byte) 0xFF) {
                out.write(0);
            }
        }
        return out.toByteArray();
    }

    /** The same file with something before its first scan. */
    static byte[] withBeforeScans(byte[] jpeg, int... inserted) {
        return withBeforeScans(jpeg, Bytes.of(inserted));
    }

    static byte[] withBeforeScans(byte[] jpeg, byte[] inserted) {
        int at = 2;
        while (jpeg[at + 1] != (byte) START_OF_SCAN) {
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

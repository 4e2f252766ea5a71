package io.alignstreams.harness;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;

/** Makes encoded pictures. */
public final class Pictures {
    /** Where the bytes of the first comment begin that {@link #padded} adds. */
    public static final int PADDING_AT = 24;

    /** A JPEG's first two segments, as ImageIO writes them. */
    private static final int HEAD_BYTES = 20;

    private static final int SEGMENT_HEAD = 4;
    private static final int MAX_SEGMENT = 65_537;
    private static final byte COM = (byte) 0xFE;

    private Pictures() {}

    /** A JPEG of coloured shapes. */
    public static byte[] jpeg(Random random) {
        BufferedImage image =
                new BufferedImage(48 + random.nextInt(80), 48 + random.nextInt(80), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        for (int i = 0; i < 5; i++) {
            graphics.setColor(new Color(random.nextInt(1 << 24)));
            graphics.fillOval(random.nextInt(100) - 20, random.nextInt(100) - 20, 60, 40);
        }
        graphics.dispose();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "jpeg", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** Adds comments to a JPEG, of random bytes, until it has so many bytes. */
    public static byte[] padded(byte[] jpeg, int size, Random random) {
        ByteBuffer padded = ByteBuffer.allocate(size);
        padded.put(jpeg, 0, HEAD_BYTES);
        int left = size - jpeg.length;
        while (left > 0) {
            // The last two have room for their markers, however little is left.
            int segment = left <= MAX_SEGMENT ? left : Math.min(MAX_SEGMENT, left - SEGMENT_HEAD);
            byte[] comment = new byte[segment - SEGMENT_HEAD];
            random.nextBytes(comment);
            padded.put((byte) 0xFF).put(COM).putShort((short) (segment - 2)).put(comment);
            left -= segment;
        }
        return padded.put(jpeg, HEAD_BYTES, jpeg.length - HEAD_BYTES).array();
    }

    /** Adds a comment to a JPEG, so that it is the same picture and other bytes. */
    public static byte[] commented(byte[] jpeg, String comment) {
        byte[] text = comment.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(jpeg.length + SEGMENT_HEAD + text.length)
                .put(jpeg, 0, HEAD_BYTES)
                .put((byte) 0xFF)
                .put(COM)
                .putShort((short) (2 + text.length))
                .put(text)
                .put(jpeg, HEAD_BYTES, jpeg.length - HEAD_BYTES)
                .array();
    }

    /** A PNG of one bit a pixel whose compressed size is a thousandth of what its header asks for. */
    public static byte[] blackPng(int width, int height) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DataOutputStream png = new DataOutputStream(out)) {
            png.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
            ByteArrayOutputStream header = new ByteArrayOutputStream();
            DataOutputStream fields = new DataOutputStream(header);
            fields.writeInt(width);
            fields.writeInt(height);
            fields.write(new byte[] {1, 0, 0, 0, 0});
            chunk(png, "IHDR", header.toByteArray());
            ByteArrayOutputStream pixels = new ByteArrayOutputStream();
            try (DeflaterOutputStream zip = new DeflaterOutputStream(pixels, new Deflater(Deflater.BEST_COMPRESSION))) {
                byte[] row = new byte[1 + (width + 7) / 8];
                for (int y = 0; y < height; y++) {
                    zip.write(row);
                }
            }
            chunk(png, "IDAT", pixels.toByteArray());
            chunk(png, "IEND", new byte[0]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void chunk(DataOutputStream png, String type, byte[] data) throws IOException {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(data);
        png.writeInt(data.length);
        png.write(name);
        png.write(data);
        png.writeInt((int) crc.getValue());
    }
}

package io.alignstreams.align.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/** Files that are made to harm whoever decodes them. */
final class HostileImages {
    private static final int[] SIDES = {20_000, 30_000, 65_535};

    private HostileImages() {}

    /** Files of a few bytes that ask for more pixels than are taken, by what they are. */
    static Map<String, byte[]> bombs() {
        Map<String, byte[]> bombs = new LinkedHashMap<>();
        for (int side : SIDES) {
            bombs.put("png of " + side, png(side, side, 8, 0, 10_000));
            bombs.put("interlaced png of " + side, png(side, side, 16, 1, 10_000));
            bombs.put("gif of " + side, gif(side, side, 1));
            bombs.put("bmp of " + side, bmp(side, side));
            bombs.put("compressed bmp of " + side, bmp(side, -side));
            bombs.put("jpeg of " + side, jpeg(side, side, false, 1));
            bombs.put("progressive jpeg of " + side, jpeg(side, side, true, 50));
            bombs.put("webp of " + side, webpAnimation(side, side, 1));
            bombs.put("lossy webp of " + side, webp("VP8 ", lossyHeader(side)));
            bombs.put("lossless webp of " + side, webp("VP8L", losslessHeader(side)));
        }
        bombs.put("png of 2147483647", png(Integer.MAX_VALUE, Integer.MAX_VALUE, 8, 0, 100));
        return bombs;
    }

    /** Files within the limit of pixels that are much work, or little but endless, by what they are. */
    static Map<String, byte[]> labours() {
        Map<String, byte[]> labours = new LinkedHashMap<>();
        labours.put("progressive jpeg of 2000 scans", jpeg(7_000, 7_000, true, 2_000));
        labours.put("small progressive jpeg of 20000 scans", jpeg(600, 600, true, 20_000));
        labours.put("jpeg without samples", jpeg(7_000, 7_000, false, 1));
        labours.put("jpeg of 40 MB of segments", join(jpegSegments(40 << 20), jpeg(600, 600, false, 1)));
        labours.put("gif of 200000 frames", gif(100, 100, 200_000));
        labours.put("gif that never ends", gif(7_000, 7_000, 1));
        labours.put("webp of 200000 frames", webpAnimation(100, 100, 200_000));
        labours.put("png of 400000 texts", pngOfTexts(400_000));
        labours.put("png without an end", Arrays.copyOf(png(7_000, 7_000, 8, 0, 10_000), 9_000));
        labours.put("interlaced png", png(7_000, 7_000, 8, 1, 10_000));
        labours.put("compressed bmp", bmp(7_000, 7_000));
        return labours;
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A grey PNG of the size its header says, and of zeros that take so many bytes. */
    static byte[] png(int width, int height, int depth, int interlace, int dataBytes) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(compressed)) {
            byte[] zeros = new byte[1 << 16];
            while (compressed.size() < dataBytes) {
                deflater.write(zeros);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] header = ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put(new byte[] {(byte) depth, 0, 0, 0, (byte) interlace})
                .array();
        return join(
                ascii("\u0089PNG\r\n\u001A\n"),
                chunk("IHDR", header),
                chunk("IDAT", compressed.toByteArray()),
                chunk("IEND", new byte[0]));
    }

    private static byte[] pngOfTexts(int texts) {
        byte[] png = png(16, 16, 8, 0, 100);
        int header = 33;
        byte[] text = chunk("tEXt", ascii("a\0b"));
        byte[] all = new byte[texts * text.length];
        for (int i = 0; i < texts; i++) {
            System.arraycopy(text, 0, all, i * text.length, text.length);
        }
        return join(Arrays.copyOf(png, header), all, Arrays.copyOfRange(png, header, png.length));
    }

    static byte[] chunk(String type, byte[] body) {
        byte[] typed = join(ascii(type), body);
        CRC32 crc = new CRC32();
        crc.update(typed);
        return ByteBuffer.allocate(typed.length + 8)
                .putInt(body.length)
                .put(typed)
                .putInt((int) crc.getValue())
                .array();
    }

    private static byte[] gif(int width, int height, int frames) {
        byte[] frame = ByteBuffer.allocate(15)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) ',')
                .putInt(0)
                .putShort((short) width)
                .putShort((short) height)
                .put(new byte[] {0, 2, 1, 0x44, 0})
                .array();
        ByteBuffer file = ByteBuffer.allocate(19 + frames * frame.length).order(ByteOrder.LITTLE_ENDIAN);
        file.put(ascii("GIF89a"))
                .putShort((short) width)
                .putShort((short) height)
                .put(new byte[] {(byte) 0x80, 0, 0, 0, 0, 0, -1, -1, -1});
        for (int i = 0; i < frames; i++) {
            file.put(frame);
        }
        return file.array();
    }

    /** A palette BMP, run-length encoded, that ends after its header. */
    private static byte[] bmp(int width, int height) {
        return ByteBuffer.allocate(54 + 1_024 + 2)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(ascii("BM"))
                .putInt(54 + 1_024 + 2)
                .putInt(0)
                .putInt(54 + 1_024)
                .putInt(40)
                .putInt(width)
                .putInt(height)
                .putShort((short) 1)
                .putShort((short) 8)
                .putInt(height > 0 ? 1 : 0)
                .array();
    }

    /** A JPEG with tables, and scans of two bytes. */
    private static byte[] jpeg(int width, int height, boolean isProgressive, int scans) {
        byte[] quantization = new byte[69];
        Arrays.fill(quantization, (byte) 1);
        System.arraycopy(new byte[] {-1, (byte) 0xDB, 0, 67, 0}, 0, quantization, 0, 5);
        byte[] frame = ByteBuffer.allocate(13)
                .put((byte) -1)
                .put((byte) (isProgressive ? 0xC2 : 0xC0))
                .putShort((short) 11)
                .put((byte) 8)
                .putShort((short) height)
                .putShort((short) width)
                .put(new byte[] {1, 1, 0x11, 0})
                .array();
        byte[] huffman = new byte[22];
        System.arraycopy(new byte[] {-1, (byte) 0xC4, 0, 20, 0, 1}, 0, huffman, 0, 6);
        byte[] huffmanAc = huffman.clone();
        huffmanAc[4] = 0x10;
        byte[] dc = {-1, (byte) 0xDA, 0, 8, 1, 1, 0, 0, (byte) (isProgressive ? 0 : 63), 0, 0, 0};
        byte[] ac = {-1, (byte) 0xDA, 0, 8, 1, 1, 0, 1, 63, 0, 0, 0};
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(join(new byte[] {-1, (byte) 0xD8}, quantization, frame, huffman, huffmanAc, dc));
        for (int scan = 1; scan < scans; scan++) {
            out.writeBytes(ac);
        }
        out.writeBytes(new byte[] {-1, (byte) 0xD9});
        return out.toByteArray();
    }

    private static byte[] jpegSegments(int bytes) {
        byte[] segment = new byte[65_537];
        System.arraycopy(new byte[] {-1, (byte) 0xE1, -1, -1}, 0, segment, 0, 4);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {-1, (byte) 0xD8});
        while (out.size() < bytes) {
            out.writeBytes(segment);
        }
        return out.toByteArray();
    }

    private static byte[] lossyHeader(int side) {
        return ByteBuffer.allocate(20)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {0x10, 0, 0, (byte) 0x9D, 1, 0x2A})
                .putShort((short) Math.min(side, 0x3FFF))
                .putShort((short) Math.min(side, 0x3FFF))
                .array();
    }

    private static byte[] losslessHeader(int side) {
        int most = Math.min(side, 0x4000) - 1;
        return ByteBuffer.allocate(12)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 0x2F)
                .putInt(most | most << 14)
                .array();
    }

    private static byte[] webp(String kind, byte[] body) {
        return riff(webpChunk(kind, body));
    }

    private static byte[] riff(byte[] chunks) {
        ByteBuffer head = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        head.put(ascii("RIFF")).putInt(chunks.length + 4).put(ascii("WEBP"));
        return join(head.array(), chunks);
    }

    private static byte[] webpChunk(String name, byte[] body) {
        ByteBuffer head = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        head.put(ascii(name)).putInt(body.length);
        return join(head.array(), body);
    }

    private static byte[] webpAnimation(int width, int height, int frames) {
        byte[] extended = {
            0x02,
            0,
            0,
            0,
            (byte) (width - 1),
            (byte) ((width - 1) >> 8),
            0,
            (byte) (height - 1),
            (byte) ((height - 1) >> 8),
            0
        };
        byte[] frame = webpChunk("ANMF", join(new byte[16], webpChunk("VP8L", losslessHeader(16))));
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(webpChunk("VP8X", extended));
        for (int i = 0; i < frames; i++) {
            all.writeBytes(frame);
        }
        return riff(all.toByteArray());
    }
}

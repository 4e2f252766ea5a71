package io.alignstreams.align.image;

import com.luciad.imageio.webp.WebPImageWriterSpi;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import javax.imageio.IIOImage;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** WebP files of headers and little else. */
final class HostileWebp {
    /** That a header has bits for. */
    static final int LONGEST_SIDE = 16_383;

    /** Five codes of one symbol each, which take no bits: all pixels are the same. */
    private static final byte[] ONE_COLOUR = Bytes.of(0x07, 0x10, 0x11, 0x11, 0x88, 0x88, 0xFE, 0x07);

    private HostileWebp() {}

    static byte[] lossy(int side) {
        return riff(chunk("VP8 ", lossyPicture(side)));
    }

    /** A whole picture of one colour. */
    static byte[] lossless(int side) {
        return riff(chunk("VP8L", Bytes.join(losslessHeader(side), ONE_COLOUR)));
    }

    /** A lossy picture of more bytes than any of its size has. */
    static byte[] lossyOf(int side, int bytes) {
        return riff(chunk("VP8 ", Bytes.join(lossyPicture(side), new byte[bytes])));
    }

    /** A picture of which every tile has a group of codes of its own, as long as there are any. */
    static byte[] groups(int side, int groups) {
        Bits bits = new Bits(false).add(0, 1).add(0, 1).add(1, 1).add(0, 3); // neither transforms nor cache, tiles of 4
        bits.add(0, 1);
        allBytes(bits, true);
        allBytes(bits, false);
        oneSymbol(bits, 3);
        for (int tile = 0; tile < side / 4 * (side / 4); tile++) {
            int group = tile % groups;
            bits.add(Integer.reverse(group & 0xFF) >>> 24, 8).add(Integer.reverse(group >> 8) >>> 24, 8);
        }
        oneSymbol(bits, 5 * groups);
        return riff(
                chunk("VP8L", Bytes.join(losslessHeader(side), bits.add(0, 40).bytes())));
    }

    /** Codes that take no bits. */
    private static void oneSymbol(Bits bits, int codes) {
        for (int code = 0; code < codes; code++) {
            bits.add(0b0001, 4);
        }
    }

    /** A code of 256 symbols of 8 bits each. */
    private static void allBytes(Bits bits, boolean hasMore) {
        bits.add(0, 1).add(12 - 4, 4);
        for (int i = 0; i < 12; i++) {
            bits.add(i == 11 ? 1 : 0, 3);
        }
        if (hasMore) {
            bits.add(1, 1).add(3, 3).add(254, 8);
        } else {
            bits.add(0, 1);
        }
    }

    /** What libwebp's own encoder makes of a picture, without loss. */
    static byte[] encoded(BufferedImage image) throws IOException {
        ImageWriter writer = new WebPImageWriterSpi().createWriterInstance(null);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionType("Lossless");
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, null), param);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }

    /** No chunk at all, which some decoders take for a picture whose container is missing. */
    static byte[] rawPicture() {
        return riff(Bytes.join(lossyPicture(LONGEST_SIDE), new byte[100]));
    }

    static byte[] behindUnknownChunk() {
        return riff(Bytes.join(chunk("ABCD", new byte[10]), chunk("VP8 ", lossyPicture(LONGEST_SIDE))));
    }

    static byte[] animation(int width, int height, int frames) {
        byte[] extended = Bytes.of(
                2,
                0,
                0,
                0,
                width - 1,
                (width - 1) >> 8,
                (width - 1) >> 16,
                height - 1,
                (height - 1) >> 8,
                (height - 1) >> 16);
        byte[] frame =
                chunk("ANMF", Bytes.join(new byte[16], chunk("VP8L", Bytes.join(losslessHeader(16), ONE_COLOUR))));
        return riff(Bytes.join(chunk("VP8X", extended), Bytes.repeat(frame, frames)));
    }

    private static byte[] lossyPicture(int side) {
        return ByteBuffer.allocate(20)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(Bytes.of(0x10, 0, 0, 0x9D, 1, 0x2A))
                .putShort((short) side)
                .putShort((short) side)
                .array();
    }

    private static byte[] losslessHeader(int side) {
        return ByteBuffer.allocate(5)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 0x2F)
                .putInt((side - 1) | (side - 1) << 14)
                .array();
    }

    private static byte[] riff(byte[] chunks) {
        ByteBuffer head = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        head.put(Bytes.ascii("RIFF")).putInt(chunks.length + 4).put(Bytes.ascii("WEBP"));
        return Bytes.join(head.array(), chunks);
    }

    private static byte[] chunk(String name, byte[] body) {
        ByteBuffer head = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        head.put(Bytes.ascii(name)).putInt(body.length);
        return Bytes.join(head.array(), body, new byte[body.length & 1]);
    }
}

package io.alignstreams.align.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

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

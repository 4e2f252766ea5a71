package io.alignstreams.align.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** GIFs that have no end. */
final class HostileGif {
    private static final int HEADER = 19;

    private HostileGif() {}

    /** Frames that end behind their first codes; nothing comes behind the last one. */
    static byte[] frames(int width, int height, int frames) {
        byte[] frame = ByteBuffer.allocate(15)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) ',')
                .putInt(0)
                .putShort((short) width)
                .putShort((short) height)
                .put(Bytes.of(0, 2, 1, 0x44, 0))
                .array();
        return Bytes.join(header(width, height), Bytes.repeat(frame, frames));
    }

    /** Comments of so many bytes, and a frame. */
    static byte[] comments(int bytes) {
        byte[] block = new byte[256];
        Arrays.fill(block, (byte) 'a');
        block[0] = (byte) 255;
        byte[] frame = frames(16, 16, 1);
        return Bytes.join(
                Arrays.copyOf(frame, HEADER),
                Bytes.of('!', 0xFE),
                Bytes.repeat(block, bytes / block.length),
                Bytes.of(0),
                Arrays.copyOfRange(frame, HEADER, frame.length));
    }

    /** A large frame that some decoders find within an extension, before one of a pixel. */
    static byte[] hiddenFrame(int side) {
        byte[] large = frames(side, side, 1);
        byte[] block = new byte[','];
        System.arraycopy(large, HEADER + 1, block, 0, 14);
        return Bytes.join(
                Arrays.copyOf(frames(1, 1, 1), HEADER),
                Bytes.of('!', 0xF9, 5, 0, 0, 0, 0, 0, ','),
                block,
                Bytes.of(0),
                Bytes.of(',', 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 1, 0x44, 0, ';'));
    }

    /** A frame of one pixel with codes of which a decoder warns, one by one. */
    static byte[] warnings(int bytes) {
        Bits codes = new Bits(false);
        for (int code = 0; code < 252; code++) {
            codes.add(code == 0 ? 256 : code == 1 ? 0 : 511, 9);
        }
        byte[] all = Bytes.repeat(Arrays.copyOf(codes.bytes(), 252), bytes / 253);
        byte[] blocks = new byte[bytes / 253 * 253];
        for (int i = 0; i < bytes / 253; i++) {
            blocks[i * 253] = (byte) 252;
            System.arraycopy(all, i * 252, blocks, i * 253 + 1, 252);
        }
        return Bytes.join(header(1, 1), Bytes.of(',', 0, 0, 0, 0, 1, 0, 1, 0, 0, 8), blocks, Bytes.of(0, ';'));
    }

    private static byte[] header(int width, int height) {
        return ByteBuffer.allocate(HEADER)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(Bytes.ascii("GIF89a"))
                .putShort((short) width)
                .putShort((short) height)
                .put(Bytes.of(0x80, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF))
                .array();
    }
}

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

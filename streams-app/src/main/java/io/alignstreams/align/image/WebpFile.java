package io.alignstreams.align.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.imageio.IIOException;
import org.jspecify.annotations.Nullable;

/**
 * A WebP file's sizes, and its first frame as a file of its own, which is what decoders of still pictures take.
 *
 * <p>Source: RFC 9649.
 *
 * @param still the first frame, with its alpha, alone
 * @param frameWidth of the first frame, in pixels, as its own header has it
 * @param frameHeight of the first frame
 * @param width of the canvas, in pixels
 * @param height of the canvas
 * @param left where the first frame lies on the canvas
 * @param top where the first frame lies on the canvas
 * @param exif the block that begins with a byte order; null if there is none
 */
record WebpFile(
        byte[] still,
        int frameWidth,
        int frameHeight,
        int width,
        int height,
        int left,
        int top,
        byte @Nullable [] exif) {
    private static final int RIFF_HEADER = 12;
    private static final int CHUNK_HEADER = 8;
    private static final int EXTENDED_SIZE = 10;
    private static final int FRAME_HEADER = 16;
    private static final int LOSSY_HEADER = 10;
    private static final int LOSSLESS_HEADER = 5;
    private static final int LOSSLESS_SIGNATURE = 0x2F;
    private static final int ALPHA_FLAG = 0x10;
    private static final byte[] EXIF = {'E', 'x', 'i', 'f', 0, 0};

    /** A chunk's name and where its body lies. */
    private record Chunk(String name, int from, int size) {
        int to() {
            return from + size;
        }

        /** Where the next one begins; bodies of an odd size have a byte more. */
        int next() {
            return to() + (size & 1);
        }
    }

    /**
     * Reads the headers.
     *
     * @throws IOException if there is no frame, or what is there is cut off
     */
    static WebpFile read(byte[] webp) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(webp).order(ByteOrder.LITTLE_ENDIAN);
        byte[] exif = null;
        Chunk extended = null;
        Chunk frame = null;
        int at = RIFF_HEADER;
        while (at + CHUNK_HEADER <= webp.length) {
            Chunk chunk = chunk(bytes, at, webp.length);
            switch (chunk.name()) {
                case "VP8X" -> extended = extended == null ? chunk : extended;
                case "VP8 ", "VP8L", "ANMF" -> frame = frame == null ? chunk : frame;
                case "EXIF" -> exif = exif == null ? exifBlock(webp, chunk) : exif;
                default -> {
                    // Colour profiles and the rest do not change pixels.
                }
            }
            at = chunk.next();
        }
        if (frame == null) {
            throw new IIOException("expected a VP8, VP8L or ANMF chunk, found none");
        }
        return frame.name().equals("ANMF")
                ? animated(webp, bytes, extended, frame, exif)
                : still(webp, bytes, extended, frame, exif);
    }

    private static Chunk chunk(ByteBuffer bytes, int at, int end) throws IIOException {
        byte[] name = new byte[4];
        bytes.get(at, name);
        int size = bytes.getInt(at + 4);
        int from = at + CHUNK_HEADER;
        if (size < 0 || size > end - from) {
            throw new IIOException("expected " + Integer.toUnsignedString(size) + " bytes in a chunk at " + at
                    + ", found " + (end - from) + ": premature end");
        }
        return new Chunk(new String(name, StandardCharsets.ISO_8859_1), from, size);
    }

    private static byte[] exifBlock(byte[] webp, Chunk chunk) {
        boolean hasPrefix = chunk.size() >= EXIF.length
                && Arrays.equals(webp, chunk.from(), chunk.from() + EXIF.length, EXIF, 0, EXIF.length);
        return Arrays.copyOfRange(webp, chunk.from() + (hasPrefix ? EXIF.length : 0), chunk.to());
    }

    private static WebpFile still(
            byte[] webp, ByteBuffer bytes, @Nullable Chunk extended, Chunk frame, byte @Nullable [] exif)
            throws IIOException {
        int[] size = size(bytes, frame);
        if (extended != null) {
            int[] canvas = canvas(bytes, extended);
            if (canvas[0] != size[0] || canvas[1] != size[1]) {
                throw new IIOException("expected a picture as large as its canvas, " + canvas[0] + "x" + canvas[1]
                        + ", found " + size[0] + "x" + size[1]);
            }
        }
        return new WebpFile(webp, size[0], size[1], size[0], size[1], 0, 0, exif);
    }

    private static WebpFile animated(
            byte[] webp, ByteBuffer bytes, @Nullable Chunk extended, Chunk frame, byte @Nullable [] exif)
            throws IIOException {
        if (extended == null || frame.size() < FRAME_HEADER) {
            throw new IIOException("expected an animation's VP8X chunk and a whole header of its first frame");
        }
        int[] canvas = canvas(bytes, extended);
        int left = 2 * threeBytes(bytes, frame.from());
        int top = 2 * threeBytes(bytes, frame.from() + 3);
        int begin = frame.from() + FRAME_HEADER;
        Chunk picture = null;
        for (int at = begin; picture == null && at + CHUNK_HEADER <= frame.to(); ) {
            Chunk chunk = chunk(bytes, at, frame.to());
            picture = chunk.name().equals("VP8 ") || chunk.name().equals("VP8L") ? chunk : null;
            at = chunk.next();
        }
        if (picture == null) {
            throw new IIOException("expected a picture in the first frame, found none");
        }
        int[] size = size(bytes, picture);
        if (left + size[0] > canvas[0] || top + size[1] > canvas[1]) {
            throw new IIOException("expected a first frame within the canvas of " + canvas[0] + "x" + canvas[1]
                    + ", found " + size[0] + "x" + size[1] + " at " + left + "," + top);
        }
        byte[] alone = alone(Arrays.copyOfRange(webp, begin, Math.min(picture.next(), frame.to())), size);
        return new WebpFile(alone, size[0], size[1], canvas[0], canvas[1], left, top, exif);
    }

    /** A file of the chunks of one frame. */
    private static byte[] alone(byte[] chunks, int[] size) {
        ByteBuffer file = ByteBuffer.allocate(RIFF_HEADER + CHUNK_HEADER + EXTENDED_SIZE + chunks.length)
                .order(ByteOrder.LITTLE_ENDIAN);
        file.put("RIFF".getBytes(StandardCharsets.US_ASCII))
                .putInt(file.capacity() - 8)
                .put("WEBPVP8X".getBytes(StandardCharsets.US_ASCII))
                .putInt(EXTENDED_SIZE)
                .putInt(ALPHA_FLAG);
        for (int length : size) {
            file.put((byte) (length - 1)).put((byte) ((length - 1) >> 8)).put((byte) ((length - 1) >> 16));
        }
        return file.put(chunks).array();
    }

    private static int[] canvas(ByteBuffer bytes, Chunk extended) throws IIOException {
        if (extended.size() < EXTENDED_SIZE) {
            throw new IIOException("expected " + EXTENDED_SIZE + " bytes in VP8X, found " + extended.size());
        }
        return new int[] {1 + threeBytes(bytes, extended.from() + 4), 1 + threeBytes(bytes, extended.from() + 7)};
    }

    /** Width and height as a picture's own header has them. */
    private static int[] size(ByteBuffer bytes, Chunk picture) throws IIOException {
        int from = picture.from();
        if (picture.name().equals("VP8L")) {
            if (picture.size() < LOSSLESS_HEADER || bytes.get(from) != LOSSLESS_SIGNATURE) {
                throw new IIOException("expected the header of a lossless picture");
            }
            int packed = bytes.getInt(from + 1);
            return new int[] {1 + (packed & 0x3FFF), 1 + (packed >> 14 & 0x3FFF)};
        }
        if (picture.size() < LOSSY_HEADER || threeBytes(bytes, from + 3) != 0x2A019D) {
            throw new IIOException("expected the header of a lossy key frame");
        }
        return new int[] {bytes.getShort(from + 6) & 0x3FFF, bytes.getShort(from + 8) & 0x3FFF};
    }

    private static int threeBytes(ByteBuffer bytes, int at) {
        return (bytes.get(at) & 0xFF) | (bytes.get(at + 1) & 0xFF) << 8 | (bytes.get(at + 2) & 0xFF) << 16;
    }
}

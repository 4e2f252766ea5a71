package io.alignstreams.align.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.imageio.IIOException;
import org.jspecify.annotations.Nullable;

/**
 * A WebP file's sizes, and the picture of its first frame as a file of its own, in which there is nothing else for a decoder
 * to come upon: no alpha, which would be dropped, and no chunk that is not known.
 *
 * <p>Source: RFC 9649.
 *
 * @param picture a file of one VP8 or VP8L chunk
 * @param isLossless whether it is VP8L
 * @param frameWidth of the picture, in pixels, as its own header has it
 * @param frameHeight of the picture
 * @param width of the canvas, in pixels
 * @param height of the canvas
 * @param left where the picture lies on the canvas
 * @param top where the picture lies on the canvas
 * @param exif the block that begins with a byte order; null if there is none
 */
record WebpFile(
        byte[] picture,
        boolean isLossless,
        int frameWidth,
        int frameHeight,
        int width,
        int height,
        int left,
        int top,
        byte @Nullable [] exif) {
    /** Where the body of the only chunk of {@link #picture} lies. */
    static final int PICTURE_AT = 20;

    private static final int RIFF_HEADER = 12;
    private static final int RIFF_SIZE_AT = 4;
    private static final int CHUNK_HEADER = 8;
    private static final int EXTENDED_SIZE = 10;
    private static final int FRAME_HEADER = 16;
    private static final int LOSSY_HEADER = 10;
    private static final int LOSSLESS_HEADER = 5;
    private static final int LOSSLESS_SIGNATURE = 0x2F;
    private static final int KEY_FRAME_SIGNATURE = 0x2A019D;
    private static final byte[] EXIF = {'E', 'x', 'i', 'f', 0, 0};

    /** A chunk's name and where its body lies. */
    private record Chunk(String name, int from, int size) {
        boolean isPicture() {
            return name.equals("VP8 ") || isLossless();
        }

        boolean isLossless() {
            return name.equals("VP8L");
        }

        int to() {
            return from + size;
        }

        /** Where the next one begins; bodies of an odd size have a byte more. */
        int next() {
            return to() + (size & 1);
        }
    }

    /** In pixels. */
    private record Size(int width, int height) {}

    /**
     * Reads the headers.
     *
     * @throws IIOException if there is no frame, or what is there is cut off
     */
    static WebpFile read(byte[] webp) throws IIOException {
        ByteBuffer bytes = ByteBuffer.wrap(webp).order(ByteOrder.LITTLE_ENDIAN);
        int end = end(bytes);
        Chunk first = chunk(bytes, RIFF_HEADER, end);
        if (first.isPicture()) {
            Size size = size(bytes, first);
            return new WebpFile(
                    alone(bytes, first),
                    first.isLossless(),
                    size.width,
                    size.height,
                    size.width,
                    size.height,
                    0,
                    0,
                    null);
        }
        if (!first.name.equals("VP8X") || first.size < EXTENDED_SIZE) {
            throw new IIOException("expected a VP8, VP8L or VP8X chunk at first, found " + first.name);
        }
        byte[] exif = null;
        Chunk frame = null;
        for (int at = first.next(); at + CHUNK_HEADER <= end; ) {
            Chunk chunk = chunk(bytes, at, end);
            if (frame == null && (chunk.isPicture() || chunk.name.equals("ANMF"))) {
                frame = chunk;
            }
            if (exif == null && chunk.name.equals("EXIF")) {
                exif = exifBlock(webp, chunk);
            }
            at = chunk.next();
        }
        Size canvas = new Size(1 + threeBytes(bytes, first.from + 4), 1 + threeBytes(bytes, first.from + 7));
        if (frame == null) {
            throw new IIOException("expected a VP8, VP8L or ANMF chunk, found none");
        }
        return frame.isPicture() ? still(bytes, canvas, frame, exif) : animated(bytes, canvas, frame, exif);
    }

    private static int end(ByteBuffer bytes) throws IIOException {
        long size = CHUNK_HEADER + Integer.toUnsignedLong(bytes.getInt(RIFF_SIZE_AT));
        if (size > bytes.limit()) {
            throw new IIOException("expected " + size + " bytes, found " + bytes.limit() + ": premature end");
        }
        return (int) size;
    }

    private static Chunk chunk(ByteBuffer bytes, int at, int end) throws IIOException {
        if (at + CHUNK_HEADER > end) {
            throw new IIOException("expected a chunk at " + at + ", found " + (end - at) + " bytes: premature end");
        }
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
        boolean hasPrefix = chunk.size >= EXIF.length
                && Arrays.equals(webp, chunk.from, chunk.from + EXIF.length, EXIF, 0, EXIF.length);
        return Arrays.copyOfRange(webp, chunk.from + (hasPrefix ? EXIF.length : 0), chunk.to());
    }

    private static WebpFile still(ByteBuffer bytes, Size canvas, Chunk picture, byte @Nullable [] exif)
            throws IIOException {
        Size size = size(bytes, picture);
        if (!canvas.equals(size)) {
            throw new IIOException("expected a picture as large as its canvas, " + canvas + ", found " + size);
        }
        return new WebpFile(
                alone(bytes, picture),
                picture.isLossless(),
                size.width,
                size.height,
                size.width,
                size.height,
                0,
                0,
                exif);
    }

    private static WebpFile animated(ByteBuffer bytes, Size canvas, Chunk frame, byte @Nullable [] exif)
            throws IIOException {
        Chunk picture = null;
        for (int at = frame.from + FRAME_HEADER; picture == null && at < frame.to(); ) {
            Chunk chunk = chunk(bytes, at, frame.to());
            picture = chunk.isPicture() ? chunk : null;
            at = chunk.next();
        }
        if (picture == null) {
            throw new IIOException("expected a picture in the first frame, found none");
        }
        int left = 2 * threeBytes(bytes, frame.from);
        int top = 2 * threeBytes(bytes, frame.from + 3);
        Size size = size(bytes, picture);
        if (left + size.width > canvas.width || top + size.height > canvas.height) {
            throw new IIOException("expected a first frame within the canvas, " + canvas + ", found " + size + " at "
                    + left + "," + top);
        }
        return new WebpFile(
                alone(bytes, picture),
                picture.isLossless(),
                size.width,
                size.height,
                canvas.width,
                canvas.height,
                left,
                top,
                exif);
    }

    /** A file of one chunk. */
    private static byte[] alone(ByteBuffer bytes, Chunk picture) {
        int padded = picture.size + (picture.size & 1);
        ByteBuffer file = ByteBuffer.allocate(RIFF_HEADER + CHUNK_HEADER + padded)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("RIFF".getBytes(StandardCharsets.US_ASCII))
                .putInt(RIFF_HEADER + padded)
                .put("WEBP".getBytes(StandardCharsets.US_ASCII))
                .put(picture.name.getBytes(StandardCharsets.US_ASCII))
                .putInt(picture.size);
        bytes.get(picture.from, file.array(), file.position(), picture.size);
        return file.array();
    }

    /** As the picture's own header has it. */
    private static Size size(ByteBuffer bytes, Chunk picture) throws IIOException {
        int from = picture.from;
        if (picture.isLossless()) {
            if (picture.size < LOSSLESS_HEADER || bytes.get(from) != LOSSLESS_SIGNATURE) {
                throw new IIOException("expected the header of a lossless picture");
            }
            int packed = bytes.getInt(from + 1);
            return new Size(1 + (packed & 0x3FFF), 1 + (packed >> 14 & 0x3FFF));
        }
        if (picture.size < LOSSY_HEADER || threeBytes(bytes, from + 3) != KEY_FRAME_SIGNATURE) {
            throw new IIOException("expected the header of a lossy key frame");
        }
        return new Size(bytes.getShort(from + 6) & 0x3FFF, bytes.getShort(from + 8) & 0x3FFF);
    }

    private static int threeBytes(ByteBuffer bytes, int at) {
        return (bytes.get(at) & 0xFF) | (bytes.get(at + 1) & 0xFF) << 8 | (bytes.get(at + 2) & 0xFF) << 16;
    }
}

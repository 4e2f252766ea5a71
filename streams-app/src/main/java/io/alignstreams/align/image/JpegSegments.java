package io.alignstreams.align.image;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;
import javax.imageio.IIOException;
import org.jspecify.annotations.Nullable;

/**
 * The segments of a JPEG that decide how its pixels are read, and how much work that is. They are found as libjpeg finds
 * them: whatever lies between two of them does not count, and nothing does behind the end of the image.
 *
 * <p>Source: ITU-T T.81, annex B.
 *
 * @param decodable the file without its APP2 segments: with an ICC profile in them ImageIO would convert colours, which the
 *     reference does not; and with what tells libjpeg of YCbCr or RGB where ImageIO would not know, or guess otherwise
 * @param scans where in {@code decodable} they begin
 * @param holdsCoefficients whether a decoder holds those of the whole image until it has come to its end
 * @param exif what follows "Exif\0\0" in the first such APP1 segment; null if there is none
 * @param adobeTransform of the Adobe APP14 segment: 0 none, 1 YCbCr, 2 YCCK; -1 if there is no such segment
 */
record JpegSegments(
        byte[] decodable, int[] scans, boolean holdsCoefficients, byte @Nullable [] exif, int adobeTransform) {
    private static final int MARKER = 0xFF;
    private static final int FIRST_WITH_BODY = 0xC0;
    private static final int PROGRESSIVE_FRAME = 0xC2;
    private static final int FIRST_RESTART = 0xD0;
    private static final int START_OF_IMAGE = 0xD8;
    private static final int END_OF_IMAGE = 0xD9;
    private static final int START_OF_SCAN = 0xDA;
    private static final int APP0 = 0xE0;
    private static final int APP1 = 0xE1;
    private static final int APP2 = 0xE2;
    private static final int APP14 = 0xEE;
    private static final byte[] EXIF = {'E', 'x', 'i', 'f', 0, 0};
    private static final byte[] JFIF_MARK = {'J', 'F', 'I', 'F', 0};
    private static final byte[] JFIF = {
        (byte) MARKER, (byte) APP0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 2, 0, 0, 1, 0, 1, 0, 0
    };
    private static final int COLOURS = 3;
    private static final byte[] ADOBE = "Adobe".getBytes(StandardCharsets.US_ASCII);
    private static final int ADOBE_TRANSFORM_AT = 11;
    private static final int COMPONENTS_AT = 5;

    /**
     * A segment with a body.
     *
     * @param at where its marker begins
     * @param end where its body ends
     */
    private record Segment(int marker, int at, int end) {
        int body() {
            return at + 4;
        }

        boolean startsWith(byte[] jpeg, byte[] prefix, int least) {
            return body() + least <= end
                    && Arrays.equals(jpeg, body(), body() + prefix.length, prefix, 0, prefix.length);
        }

        /** Of a frame. */
        int components(byte[] jpeg) {
            return body() + COMPONENTS_AT < end ? unsigned(jpeg, body() + COMPONENTS_AT) : 0;
        }

        /** Whether the three components of a frame have letters for numbers. */
        boolean isNamedRgb(byte[] jpeg) {
            int first = body() + COMPONENTS_AT + 1;
            return first + 6 < end && jpeg[first] == 'R' && jpeg[first + 3] == 'G' && jpeg[first + 6] == 'B';
        }

        /** Not so the tables, 0xC4 and 0xCC, and what is reserved, 0xC8. */
        boolean isFrame() {
            return marker == FIRST_WITH_BODY || (marker > FIRST_WITH_BODY && marker < FIRST_RESTART && marker % 4 != 0);
        }
    }

    /**
     * Reads them.
     *
     * @throws IIOException if the image ends before its first scan
     */
    static JpegSegments read(byte[] jpeg) throws IIOException {
        ByteArrayOutputStream kept = new ByteArrayOutputStream(jpeg.length + JFIF.length);
        kept.write(jpeg, 0, 2);
        byte[] exif = null;
        boolean hasJfif = false;
        Segment adobe = null;
        Segment frame = null;
        Segment segment = next(jpeg, 2);
        for (; segment != null && segment.marker != START_OF_SCAN; segment = next(jpeg, segment.end)) {
            hasJfif |= segment.marker == APP0 && segment.startsWith(jpeg, JFIF_MARK, JFIF.length - 4);
            if (segment.marker == APP1 && exif == null && segment.startsWith(jpeg, EXIF, EXIF.length)) {
                exif = Arrays.copyOfRange(jpeg, segment.body() + EXIF.length, segment.end);
            }
            frame = segment.isFrame() ? segment : frame;
            if (segment.marker == APP14 && segment.startsWith(jpeg, ADOBE, ADOBE_TRANSFORM_AT + 1)) {
                adobe = segment;
            } else if (segment.marker != APP2) {
                kept.write(jpeg, segment.at, segment.end - segment.at);
            }
        }
        if (segment == null) {
            throw new IIOException("expected a scan, found the image's end before it");
        }
        boolean isColour = frame != null && frame.components(jpeg) == COLOURS;
        boolean isRgb = frame != null && frame.isNamedRgb(jpeg);
        if (adobe != null && !(hasJfif && isColour)) {
            kept.write(jpeg, adobe.at, adobe.end - adobe.at);
        }
        boolean needsJfif = adobe == null && !hasJfif && isColour && !isRgb;
        if (needsJfif) {
            kept.writeBytes(JFIF);
        }
        int moved = kept.size() - segment.at;
        kept.write(jpeg, segment.at, jpeg.length - segment.at);
        int[] scans = scans(jpeg, segment, moved);
        boolean isPartial = frame != null
                && segment.end > segment.body()
                && unsigned(jpeg, segment.body()) < frame.components(jpeg);
        return new JpegSegments(
                needsJfif || kept.size() != jpeg.length ? kept.toByteArray() : jpeg,
                scans,
                scans.length > 1 || isPartial || (frame != null && frame.marker == PROGRESSIVE_FRAME),
                exif,
                adobe == null ? -1 : unsigned(jpeg, adobe.body() + ADOBE_TRANSFORM_AT));
    }

    private static int[] scans(byte[] jpeg, Segment first, int moved) {
        IntStream.Builder scans = IntStream.builder();
        for (Segment segment = first; segment != null; segment = next(jpeg, segment.end)) {
            if (segment.marker == START_OF_SCAN) {
                scans.add(segment.at + moved);
            }
        }
        return scans.build().toArray();
    }

    /**
     * Finds a segment with a body; samples in which a byte of 0xFF is followed by 0, as in those of a scan, are passed over.
     * Null if the image or the file ends before one, or in it.
     */
    private static @Nullable Segment next(byte[] jpeg, int from) {
        for (int at = from; at + 3 < jpeg.length; at++) {
            int marker = unsigned(jpeg, at + 1);
            if (unsigned(jpeg, at) != MARKER || marker < FIRST_WITH_BODY || marker == MARKER) {
                continue;
            }
            if (marker == START_OF_IMAGE || marker == END_OF_IMAGE) {
                return null;
            }
            if (marker < FIRST_RESTART || marker > START_OF_IMAGE) {
                int length = unsigned(jpeg, at + 2) << 8 | unsigned(jpeg, at + 3);
                int end = at + 2 + Math.max(2, length);
                return end <= jpeg.length ? new Segment(marker, at, end) : null;
            }
        }
        return null;
    }

    private static int unsigned(byte[] bytes, int at) {
        return bytes[at] & 0xFF;
    }
}

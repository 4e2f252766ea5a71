package io.alignstreams.align.image;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The segments before a JPEG's first scan that decide how its pixels are read.
 *
 * @param decodable the file without its APP2 segments: with an ICC profile in them ImageIO would convert colours, which the
 *     reference does not
 * @param exif what follows "Exif\0\0" in the first such APP1 segment; null if there is none
 * @param scans how many there are
 * @param adobeTransform of the Adobe APP14 segment: 0 none, 1 YCbCr, 2 YCCK; -1 if there is no such segment
 */
record JpegSegments(byte[] decodable, int scans, byte @Nullable [] exif, int adobeTransform) {
    private static final int MARKER = 0xFF;
    private static final int APP1 = 0xE1;
    private static final int APP2 = 0xE2;
    private static final int APP14 = 0xEE;
    private static final int START_OF_SCAN = 0xDA;
    private static final byte[] EXIF = {'E', 'x', 'i', 'f', 0, 0};
    private static final byte[] ADOBE = "Adobe".getBytes(StandardCharsets.US_ASCII);
    private static final int ADOBE_TRANSFORM_AT = 11;

    static JpegSegments read(byte[] jpeg) {
        ByteArrayOutputStream kept = new ByteArrayOutputStream(jpeg.length);
        kept.write(jpeg, 0, 2);
        byte[] exif = null;
        int adobeTransform = -1;
        int at = 2;
        while (at + 4 <= jpeg.length && unsigned(jpeg, at) == MARKER) {
            int marker = unsigned(jpeg, at + 1);
            int length = unsigned(jpeg, at + 2) << 8 | unsigned(jpeg, at + 3);
            int end = at + 2 + length;
            boolean standsAlone = marker == MARKER || marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8);
            if (standsAlone) {
                kept.write(jpeg, at, marker == MARKER ? 1 : 2);
                at += marker == MARKER ? 1 : 2;
                continue;
            }
            if (marker == START_OF_SCAN || length < 2 || end > jpeg.length) {
                break;
            }
            int body = at + 4;
            if (marker == APP1 && exif == null && startsWith(jpeg, body, end, EXIF)) {
                exif = Arrays.copyOfRange(jpeg, body + EXIF.length, end);
            }
            if (marker == APP14 && startsWith(jpeg, body, end, ADOBE) && body + ADOBE_TRANSFORM_AT < end) {
                adobeTransform = unsigned(jpeg, body + ADOBE_TRANSFORM_AT);
            }
            if (marker != APP2) {
                kept.write(jpeg, at, end - at);
            }
            at = end;
        }
        kept.write(jpeg, at, jpeg.length - at);
        return new JpegSegments(kept.toByteArray(), scans(jpeg, at), exif, adobeTransform);
    }

    /** In the samples of a scan, a byte of 0xFF is followed by 0, so what looks like a marker is one. */
    private static int scans(byte[] jpeg, int from) {
        int scans = 0;
        for (int at = from; at + 1 < jpeg.length; at++) {
            if (unsigned(jpeg, at) == MARKER && unsigned(jpeg, at + 1) == START_OF_SCAN) {
                scans++;
            }
        }
        return scans;
    }

    private static boolean startsWith(byte[] bytes, int from, int to, byte[] prefix) {
        return from + prefix.length <= to && Arrays.equals(bytes, from, from + prefix.length, prefix, 0, prefix.length);
    }

    private static int unsigned(byte[] bytes, int at) {
        return bytes[at] & 0xFF;
    }
}

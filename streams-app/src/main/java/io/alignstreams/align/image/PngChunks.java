package io.alignstreams.align.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of a PNG that make its pixels, and its EXIF block.
 *
 * <p>Source: Portable Network Graphics, third edition, section 5.
 *
 * @param decodable the file without all others: the decoder takes memory for some of them before anybody asks for it
 * @param exif the body of eXIf; null if there is none
 */
record PngChunks(byte[] decodable, byte @Nullable [] exif) {
    private static final int SIGNATURE = 8;
    private static final int OVERHEAD = 12;
    private static final Set<String> NEEDED = Set.of("IHDR", "PLTE", "tRNS", "IDAT", "IEND");
    private static final byte[] END = {0, 0, 0, 0, 'I', 'E', 'N', 'D', (byte) 0xAE, 0x42, 0x60, (byte) 0x82};

    /**
     * Reads them.
     *
     * @param closed whether a chunk that is cut off is made as long as it is, and the last one, with others behind which the
     *     decoder looks for before it decodes
     */
    static PngChunks read(byte[] png, boolean closed) {
        ByteBuffer chunks = ByteBuffer.wrap(png);
        ByteArrayOutputStream kept = new ByteArrayOutputStream(png.length);
        byte[] exif = null;
        int at = Math.min(SIGNATURE, png.length);
        kept.write(png, 0, at);
        boolean ends = false;
        while (at + OVERHEAD <= png.length && !ends) {
            int length = chunks.getInt(at);
            if (length < 0 || length > png.length - at - OVERHEAD) {
                break;
            }
            String name = new String(png, at + 4, 4, StandardCharsets.ISO_8859_1);
            if (NEEDED.contains(name)) {
                kept.write(png, at, OVERHEAD + length);
            } else if (name.equals("eXIf") && exif == null) {
                exif = new byte[length];
                chunks.get(at + 8, exif);
            }
            ends = name.equals("IEND");
            at += OVERHEAD + length;
        }
        if (!ends && closed) {
            cutOff(png, at, kept);
            kept.writeBytes(END);
        } else if (!ends) {
            kept.write(png, at, png.length - at);
        }
        return new PngChunks(kept.size() == png.length ? png : kept.toByteArray(), exif);
    }

    private static void cutOff(byte[] png, int at, ByteArrayOutputStream kept) {
        int length = png.length - at - 8;
        if (length > 0 && new String(png, at + 4, 4, StandardCharsets.ISO_8859_1).equals("IDAT")) {
            kept.writeBytes(ByteBuffer.allocate(4).putInt(length).array());
            kept.write(png, at + 4, 4 + length);
            kept.writeBytes(new byte[4]);
        }
    }
}

package io.alignstreams.align.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/** PNGs that are well-formed and too much. */
final class HostilePng {
    private static final int BEHIND_HEADER = 33;
    private static final int MIB = 1 << 20;

    private HostilePng() {}

    /** A grey PNG of the size its header says, and of zeros that take so many bytes. */
    static byte[] grey(int width, int height, int depth, int interlace, int dataBytes) {
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
                .put(Bytes.of(depth, 0, 0, 0, interlace))
                .array();
        return Bytes.join(
                Bytes.ascii("\u0089PNG\r\n\u001A\n"),
                chunk("IHDR", header),
                chunk("IDAT", compressed.toByteArray()),
                chunk("IEND", new byte[0]));
    }

    static byte[] texts(int texts) {
        return withBehindHeader(Bytes.repeat(chunk("tEXt", Bytes.ascii("a\0b")), texts));
    }

    /** Texts that each inflate to a gigabyte. */
    static byte[] compressedTexts(int texts) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(compressed)) {
            for (int i = 0; i < 1_024; i++) {
                deflater.write(new byte[MIB]);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] text = Bytes.join(Bytes.ascii("a\0\0"), compressed.toByteArray());
        return withBehindHeader(Bytes.repeat(chunk("zTXt", text), texts));
    }

    /** A directory whose values all lie in the same place, so that they take more memory together than the file. */
    static byte[] overlappingExif(int values, int bytesEach) {
        ByteBuffer tiff = ByteBuffer.allocate(10 + 12 * values + bytesEach)
                .put(Bytes.ascii("MM\0*"))
                .putInt(8)
                .putShort((short) values);
        for (int tag = 0; tag < values; tag++) {
            tiff.putShort((short) (0x8000 + tag))
                    .putShort((short) 1)
                    .putInt(bytesEach)
                    .putInt(10 + 12 * values);
        }
        return withBehindHeader(chunk("eXIf", tiff.array()));
    }

    /** An image with a palette, for which decoders read all chunks, and a palette of suggestions, which takes tenfold memory. */
    static byte[] suggestedPalette(int bytes) {
        byte[] grey = grey(16, 16, 8, 0, 100);
        byte[] header = Arrays.copyOfRange(grey, 16, 29);
        header[9] = 3;
        byte[] suggestions = new byte[bytes];
        suggestions[0] = 'a';
        return Bytes.join(
                Arrays.copyOf(grey, 8),
                chunk("IHDR", header),
                chunk("sPLT", suggestions),
                chunk("PLTE", new byte[3]),
                Arrays.copyOfRange(grey, BEHIND_HEADER, grey.length));
    }

    private static byte[] withBehindHeader(byte[] chunks) {
        byte[] png = grey(16, 16, 8, 0, 100);
        return Bytes.join(
                Arrays.copyOf(png, BEHIND_HEADER), chunks, Arrays.copyOfRange(png, BEHIND_HEADER, png.length));
    }

    static byte[] chunk(String type, byte[] body) {
        byte[] typed = Bytes.join(Bytes.ascii(type), body);
        CRC32 crc = new CRC32();
        crc.update(typed);
        return ByteBuffer.allocate(typed.length + 8)
                .putInt(body.length)
                .put(typed)
                .putInt((int) crc.getValue())
                .array();
    }
}

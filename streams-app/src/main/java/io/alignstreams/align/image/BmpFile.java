package io.alignstreams.align.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import javax.imageio.IIOException;

/**
 * What a BMP's header says of how its pixels are held.
 *
 * <p>Source: BITMAPINFOHEADER and BITMAPV5HEADER.
 *
 * @param decodable the file without a colour profile, which would not change pixels
 * @param isRunLengthEncoded whether all of it is read before any is decoded
 */
record BmpFile(byte[] decodable, boolean isRunLengthEncoded) {
    private static final int HEADER_SIZE_AT = 14;
    private static final int COMPRESSION_AT = 30;
    private static final int COLOUR_SPACE_AT = 70;
    private static final int SIZE_WITH_COMPRESSION = 40;
    private static final int SIZE_WITH_COLOUR_SPACE = 108;
    private static final int RLE_8 = 1;
    private static final int RLE_4 = 2;
    private static final int JPEG = 4;
    private static final int PNG = 5;
    private static final int EMBEDDED_PROFILE = 'M' << 24 | 'B' << 16 | 'E' << 8 | 'D';
    private static final int SRGB = 's' << 24 | 'R' << 16 | 'G' << 8 | 'B';

    /**
     * Reads the header.
     *
     * @throws IIOException if pixels are held as a JPEG or PNG file, which has a size of its own; printers take those
     */
    static BmpFile read(byte[] bmp) throws IIOException {
        ByteBuffer header = ByteBuffer.wrap(bmp).order(ByteOrder.LITTLE_ENDIAN);
        int size = bmp.length < HEADER_SIZE_AT + Integer.BYTES ? 0 : header.getInt(HEADER_SIZE_AT);
        int compression = size < SIZE_WITH_COMPRESSION || bmp.length < COMPRESSION_AT + Integer.BYTES
                ? 0
                : header.getInt(COMPRESSION_AT);
        if (compression == JPEG || compression == PNG) {
            throw new IIOException("expected pixels in the BMP, found a file of another format");
        }
        byte[] decodable = bmp;
        if (size >= SIZE_WITH_COLOUR_SPACE
                && bmp.length >= COLOUR_SPACE_AT + Integer.BYTES
                && header.getInt(COLOUR_SPACE_AT) == EMBEDDED_PROFILE) {
            decodable = bmp.clone();
            ByteBuffer.wrap(decodable).order(ByteOrder.LITTLE_ENDIAN).putInt(COLOUR_SPACE_AT, SRGB);
        }
        return new BmpFile(decodable, compression == RLE_8 || compression == RLE_4);
    }
}

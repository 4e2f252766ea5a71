package io.alignstreams.align.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How a BMP holds its pixels.
 *
 * <p>Source: BITMAPINFOHEADER, biCompression.
 */
enum BmpCompression {
    /** As they are. */
    NONE,
    /** Run-length encoded. */
    RUN_LENGTH,
    /** As a JPEG or PNG file, of any size: meant for printers. */
    FILE;

    private static final int HEADER_SIZE_AT = 14;
    private static final int COMPRESSION_AT = 30;
    private static final int FIRST_HEADER_SIZE_WITH_COMPRESSION = 40;
    private static final int RLE_8 = 1;
    private static final int RLE_4 = 2;
    private static final int JPEG = 4;
    private static final int PNG = 5;

    static BmpCompression of(byte[] bmp) {
        ByteBuffer header = ByteBuffer.wrap(bmp).order(ByteOrder.LITTLE_ENDIAN);
        if (bmp.length < COMPRESSION_AT + Integer.BYTES
                || header.getInt(HEADER_SIZE_AT) < FIRST_HEADER_SIZE_WITH_COMPRESSION) {
            return NONE;
        }
        return switch (header.getInt(COMPRESSION_AT)) {
            case RLE_8, RLE_4 -> RUN_LENGTH;
            case JPEG, PNG -> FILE;
            default -> NONE;
        };
    }
}

package io.alignstreams.align.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import javax.imageio.IIOException;

/**
 * The screen that a GIF's first frame is shown on. Where the frame does not reach, it has the frame's transparent colour,
 * or else its first, as in Pillow; a frame that reaches beyond makes it larger.
 *
 * <p>Source: Graphics Interchange Format, version 89a.
 */
record GifScreen(int width, int height, int left, int top, int frameWidth, int frameHeight) {
    private static final int WIDTH_AT = 6;
    private static final int HEIGHT_AT = 8;
    private static final int FLAGS_AT = 10;
    private static final int HEADER = 13;
    private static final int HAS_TABLE = 0x80;
    private static final int TABLE_SIZE = 0x07;
    private static final int EXTENSION = 0x21;
    private static final int FRAME = 0x2C;
    private static final int FRAME_HEADER = 10;

    /**
     * Finds the first frame; extensions before it are passed over, whatever they hold.
     *
     * @throws IIOException if there is none
     */
    static GifScreen read(byte[] gif) throws IIOException {
        int at = HEADER;
        if (gif.length > FLAGS_AT && (gif[FLAGS_AT] & HAS_TABLE) != 0) {
            at += RgbImage.CHANNELS << (1 + (gif[FLAGS_AT] & TABLE_SIZE));
        }
        while (at + 1 < gif.length && gif[at] == EXTENSION) {
            at += 2;
            while (at < gif.length && gif[at] != 0) {
                at += 1 + (gif[at] & 0xFF);
            }
            at++;
        }
        if (at + FRAME_HEADER > gif.length || gif[at] != FRAME) {
            throw new IIOException("expected a frame at " + at + " of " + gif.length + " bytes, found none");
        }
        int left = littleEndian(gif, at + 1);
        int top = littleEndian(gif, at + 3);
        int frameWidth = littleEndian(gif, at + 5);
        int frameHeight = littleEndian(gif, at + 7);
        return new GifScreen(
                Math.max(littleEndian(gif, WIDTH_AT), left + frameWidth),
                Math.max(littleEndian(gif, HEIGHT_AT), top + frameHeight),
                left,
                top,
                frameWidth,
                frameHeight);
    }

    boolean isFilled() {
        return width == frameWidth && height == frameHeight;
    }

    RgbImage place(BufferedImage frame) {
        int background = frame.getColorModel() instanceof IndexColorModel palette
                ? palette.getRGB(Math.max(0, palette.getTransparentPixel()))
                : 0;
        return RgbConversion.convert(frame, false).placed(width, height, left, top, background);
    }

    private static int littleEndian(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) | (bytes[at + 1] & 0xFF) << 8;
    }
}

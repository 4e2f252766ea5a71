package io.alignstreams.align.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;

/**
 * The screen that a GIF's first frame is shown on. Where the frame does not reach, it has the frame's transparent colour,
 * or else its first, as in Pillow; a frame that reaches beyond makes it larger.
 */
record GifScreen(int width, int height, int left, int top) {
    private static final int WIDTH_AT = 6;
    private static final int HEIGHT_AT = 8;

    static GifScreen read(ImageReader reader, byte[] encoded) throws IOException {
        int left = 0;
        int top = 0;
        reader.setInput(reader.getInput(), true, false);
        IIOMetadata metadata = reader.getImageMetadata(0);
        IIOMetadataNode root = (IIOMetadataNode) metadata.getAsTree(metadata.getNativeMetadataFormatName());
        if (root.getElementsByTagName("ImageDescriptor").item(0) instanceof IIOMetadataNode descriptor) {
            left = Integer.parseInt(descriptor.getAttribute("imageLeftPosition"));
            top = Integer.parseInt(descriptor.getAttribute("imageTopPosition"));
        }
        return new GifScreen(
                Math.max(littleEndian(encoded, WIDTH_AT), left + reader.getWidth(0)),
                Math.max(littleEndian(encoded, HEIGHT_AT), top + reader.getHeight(0)),
                left,
                top);
    }

    RgbImage place(BufferedImage frame) {
        RgbImage pixels = RgbConversion.convert(frame, false);
        if (pixels.width() == width && pixels.height() == height) {
            return pixels;
        }
        byte[] out = new byte[Math.multiplyExact(Math.multiplyExact(width, height), RgbImage.CHANNELS)];
        int background = background(frame);
        for (int at = 0; at < out.length; at += RgbImage.CHANNELS) {
            out[at] = (byte) (background >> 16);
            out[at + 1] = (byte) (background >> 8);
            out[at + 2] = (byte) background;
        }
        int rowLength = pixels.width() * RgbImage.CHANNELS;
        for (int y = 0; y < pixels.height(); y++) {
            System.arraycopy(
                    pixels.pixels(), y * rowLength, out, ((top + y) * width + left) * RgbImage.CHANNELS, rowLength);
        }
        return new RgbImage(width, height, out);
    }

    private static int background(BufferedImage frame) {
        IndexColorModel palette = (IndexColorModel) frame.getColorModel();
        return palette.getRGB(Math.max(0, palette.getTransparentPixel()));
    }

    private static int littleEndian(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) | (bytes[at + 1] & 0xFF) << 8;
    }
}

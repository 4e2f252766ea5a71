package io.alignstreams.align.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.IIOException;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes JPEG, PNG, GIF (its first frame) and BMP to RGB, pixel for pixel as Pillow's {@code convert("RGB")} does. Any
 * number of threads may share one.
 *
 * <p>An image's size is read from its header and checked before memory is taken for its pixels. Whatever a decoder throws,
 * running out of memory included, refuses that image and nothing else.
 */
public final class ImageDecoder {
    /** The default limit, in pixels. */
    public static final long MAX_PIXELS = 50_000_000;

    private static final int ADOBE_YCCK = 2;
    private static final int CMYK_BANDS = 4;

    private final ExifOrientation exif;
    private final long maxPixels;

    /** Decodes images of at most {@code maxPixels}, width times height. */
    public ImageDecoder(ExifOrientation exif, long maxPixels) {
        this.exif = exif;
        this.maxPixels = maxPixels;
    }

    /**
     * Decodes one image.
     *
     * @throws ImageRefusedException if it cannot be decoded, now or ever
     */
    public RgbImage decode(byte[] encoded) throws ImageRefusedException {
        if (encoded.length == 0) {
            throw new ImageRefusedException(ImageFault.IMAGE_EMPTY, "expected an image, found 0 bytes");
        }
        ImageFormat format = ImageFormat.of(encoded);
        try {
            return switch (format) {
                case JPEG -> decodeJpeg(encoded);
                case PNG -> upright(decodePlain(format, encoded), Orientation.exifOfPng(encoded));
                case GIF -> decodeGif(encoded);
                case BMP -> decodePlain(format, encoded);
            };
        } catch (IOException | RuntimeException | OutOfMemoryError | StackOverflowError e) {
            throw new ImageRefusedException(
                    ImageFault.IMAGE_UNDECODABLE,
                    "expected a whole " + format + " of " + encoded.length + " bytes, found a fault in it: " + e,
                    e);
        }
    }

    private RgbImage decodeJpeg(byte[] encoded) throws IOException, ImageRefusedException {
        JpegSegments segments = JpegSegments.read(encoded);
        try (Reading reading = new Reading(ImageFormat.JPEG, segments.decodable())) {
            checkSize(reading.reader.getWidth(0), reading.reader.getHeight(0));
            RgbImage image = reading.bands() == CMYK_BANDS
                    ? RgbConversion.fromCmyk(
                            reading.reader.readRaster(0, null), segments.adobeTransform() == ADOBE_YCCK)
                    : RgbConversion.convert(reading.reader.read(0));
            reading.requireWhole();
            return upright(image, segments.exif());
        }
    }

    private RgbImage decodePlain(ImageFormat format, byte[] encoded) throws IOException, ImageRefusedException {
        try (Reading reading = new Reading(format, encoded)) {
            checkSize(reading.reader.getWidth(0), reading.reader.getHeight(0));
            BufferedImage image = reading.reader.read(0);
            reading.requireWhole();
            return RgbConversion.convert(image);
        }
    }

    private RgbImage decodeGif(byte[] encoded) throws IOException, ImageRefusedException {
        try (Reading reading = new Reading(ImageFormat.GIF, encoded)) {
            GifScreen screen = GifScreen.read(reading.reader, encoded);
            checkSize(screen.width(), screen.height());
            BufferedImage frame = reading.reader.read(0);
            reading.requireWhole();
            return screen.place(frame);
        }
    }

    private RgbImage upright(RgbImage image, byte @org.jspecify.annotations.Nullable [] exifBlock) {
        return exif == ExifOrientation.APPLY ? Orientation.upright(image, Orientation.read(exifBlock)) : image;
    }

    private void checkSize(int width, int height) throws ImageRefusedException {
        if ((long) width * height > maxPixels) {
            throw new ImageRefusedException(
                    ImageFault.IMAGE_TOO_LARGE,
                    "expected at most " + maxPixels + " pixels, found " + width + "x" + height);
        }
    }

    /** A reader at the beginning of its image, and what it warned of. */
    private static final class Reading implements AutoCloseable {
        private final ImageReader reader;
        private final MemoryCacheImageInputStream input;
        private String warning = "";

        Reading(ImageFormat format, byte[] encoded) {
            reader = format.reader();
            input = new MemoryCacheImageInputStream(new ByteArrayInputStream(encoded));
            reader.setInput(input, true, true);
            reader.addIIOReadWarningListener((source, message) -> warning = message);
        }

        int bands() throws IOException {
            return reader.getRawImageType(0) == null
                    ? CMYK_BANDS
                    : reader.getRawImageType(0).getNumBands();
        }

        /** A decoder that meets the end of a truncated file warns, and makes up the rest. */
        void requireWhole() throws IIOException {
            if (warning.contains("runcated") || warning.contains("remature")) {
                throw new IIOException(warning);
            }
        }

        @Override
        public void close() throws IOException {
            reader.dispose();
            input.close();
        }
    }
}

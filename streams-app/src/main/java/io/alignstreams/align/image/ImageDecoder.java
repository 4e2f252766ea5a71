package io.alignstreams.align.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import javax.imageio.IIOException;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.jspecify.annotations.Nullable;

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

    /** The longest side, in pixels: JPEG's own limit. Longer ones are attacks on whoever resizes them. */
    public static final int MAX_SIDE = 65_535;

    private static final int PIXELS_PER_PERMIT = 1_000;
    private static final int ADOBE_YCCK = 2;
    private static final int CMYK_BANDS = 4;
    private static final int PNG_COLOUR_TYPE_AT = 25;
    private static final int PNG_ALPHA = 4;

    private final ExifOrientation exif;
    private final long maxPixels;
    private final int allPermits;
    private final Semaphore permits;

    /**
     * Decodes images of at most {@code maxPixels}, width times height. As many pixels may be on their way at once in all
     * threads, so that whether a large image fits in memory does not hang on its neighbours.
     */
    public ImageDecoder(ExifOrientation exif, long maxPixels) {
        this.exif = exif;
        this.maxPixels = maxPixels;
        this.allPermits = permits(maxPixels);
        this.permits = new Semaphore(allPermits, true);
    }

    private static int permits(long pixels) {
        return (int) Math.min(Integer.MAX_VALUE, pixels / PIXELS_PER_PERMIT + 1);
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
                case PNG -> decodePlain(format, encoded, Orientation.exifOfPng(encoded), hasAlpha(encoded));
                case GIF -> decodeGif(encoded);
                case BMP -> decodePlain(format, encoded, null, false);
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
            return within(reading.reader.getWidth(0), reading.reader.getHeight(0), () -> {
                RgbImage image = reading.bands() == CMYK_BANDS
                        ? RgbConversion.fromCmyk(
                                reading.reader.readRaster(0, null), segments.adobeTransform() == ADOBE_YCCK)
                        : RgbConversion.convert(reading.reader.read(0), false);
                reading.requireWhole();
                return upright(image, segments.exif());
            });
        }
    }

    private RgbImage decodePlain(ImageFormat format, byte[] encoded, byte @Nullable [] exifBlock, boolean hasAlpha)
            throws IOException, ImageRefusedException {
        try (Reading reading = new Reading(format, encoded)) {
            return within(reading.reader.getWidth(0), reading.reader.getHeight(0), () -> {
                BufferedImage image = reading.reader.read(0);
                reading.requireWhole();
                return upright(RgbConversion.convert(image, hasAlpha), exifBlock);
            });
        }
    }

    private RgbImage decodeGif(byte[] encoded) throws IOException, ImageRefusedException {
        try (Reading reading = new Reading(ImageFormat.GIF, encoded)) {
            GifScreen screen = GifScreen.read(reading.reader, encoded);
            return within(screen.width(), screen.height(), () -> {
                BufferedImage frame = reading.reader.read(0);
                reading.requireWhole();
                return screen.place(frame);
            });
        }
    }

    /** Whether a PNG has alpha samples, which a transparent colour does not make. */
    private static boolean hasAlpha(byte[] png) {
        return png.length > PNG_COLOUR_TYPE_AT && (png[PNG_COLOUR_TYPE_AT] & PNG_ALPHA) != 0;
    }

    private RgbImage upright(RgbImage image, byte @Nullable [] exifBlock) {
        return exif == ExifOrientation.APPLY ? Orientation.upright(image, Orientation.read(exifBlock)) : image;
    }

    @FunctionalInterface
    private interface Decoding {
        RgbImage run() throws IOException;
    }

    /** Decodes an image of a size when there is room for it, unless it is too large. */
    private RgbImage within(int width, int height, Decoding decoding) throws IOException, ImageRefusedException {
        if ((long) width * height > maxPixels) {
            throw new ImageRefusedException(
                    ImageFault.IMAGE_TOO_LARGE,
                    "expected at most " + maxPixels + " pixels, found " + width + "x" + height);
        }
        if (Math.max(width, height) > MAX_SIDE) {
            throw new ImageRefusedException(
                    ImageFault.IMAGE_TOO_LARGE,
                    "expected sides of at most " + MAX_SIDE + " pixels, found " + width + "x" + height);
        }
        int needed = Math.min(allPermits, permits((long) width * height));
        permits.acquireUninterruptibly(needed);
        try {
            return decoding.run();
        } finally {
            permits.release(needed);
        }
    }

    /** A reader at the beginning of its image, and what it warned of. */
    private static final class Reading implements AutoCloseable {
        private final ImageReader reader;
        private final MemoryCacheImageInputStream input;
        private final List<String> warnings = new ArrayList<>();

        Reading(ImageFormat format, byte[] encoded) {
            reader = format.reader();
            input = new MemoryCacheImageInputStream(new ByteArrayInputStream(encoded));
            reader.setInput(input, true, true);
            reader.addIIOReadWarningListener((source, message) -> warnings.add(message));
        }

        int bands() throws IOException {
            return reader.getRawImageType(0) == null
                    ? CMYK_BANDS
                    : reader.getRawImageType(0).getNumBands();
        }

        /** A decoder that meets the end of a truncated file warns, and makes up the rest. */
        void requireWhole() throws IIOException {
            for (String warning : warnings) {
                if (warning.contains("runcated") || warning.contains("remature")) {
                    throw new IIOException(warning);
                }
            }
        }

        @Override
        public void close() throws IOException {
            reader.dispose();
            input.close();
        }
    }
}

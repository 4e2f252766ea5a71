package io.alignstreams.align.image;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.awt.image.SampleModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import javax.imageio.IIOException;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes JPEG, PNG, BMP, GIF and WebP (their first frames) to RGB, pixel for pixel as Pillow's {@code convert("RGB")} does. Any
 * number of threads may share one.
 *
 * <p>An image's size is read from its header, and what it will take is checked before memory is taken for its pixels.
 * Whatever a decoder throws, running out of memory included, refuses that image and nothing else, and so does one that does
 * not end.
 */
public final class ImageDecoder {
    /** The longest side, in pixels: JPEG's own limit. Longer ones are attacks on whoever resizes them. */
    public static final int MAX_SIDE = 65_535;

    private static final Logger LOG = LoggerFactory.getLogger(ImageDecoder.class);

    /** Times that a decoder may pass over the pixels of the largest image: each scan of a progressive JPEG takes one. */
    private static final int MOST_SCANS_OF_THE_LARGEST = 20;

    /** Of the largest image that takes most: 16 bits each of red, green, blue and alpha, and what becomes of them. */
    private static final int MOST_BYTES_A_PIXEL = 11;

    private static final int HEAP_SHARE = 2;
    private static final int BYTES_PER_PERMIT = 1_024;
    private static final int ADOBE_YCCK = 2;
    private static final int CMYK_BANDS = 4;
    private static final int PNG_COLOUR_TYPE_AT = 25;
    private static final int PNG_ALPHA = 4;

    private final ExifOrientation exif;
    private final DecodingLimits limits;
    private final long room;
    private final Semaphore permits;
    private final boolean readsWebp;

    /**
     * Decodes images within limits. All that are on their way at once in all threads take as much memory as one may alone, so
     * that whether a large image fits does not hang on its neighbours: half of the heap at most.
     */
    public ImageDecoder(ExifOrientation exif, DecodingLimits limits) {
        this.exif = exif;
        this.limits = limits;
        this.room = Math.min(
                limits.maxPixels() * MOST_BYTES_A_PIXEL, Runtime.getRuntime().maxMemory() / HEAP_SHARE);
        this.permits = new Semaphore(permits(room), true);
        this.readsWebp = WebpDecoding.isAvailable();
        if (!readsWebp) {
            LOG.warn(
                    "expected libwebp for {} on {}, found none; WebP is refused",
                    System.getProperty("os.name"),
                    System.getProperty("os.arch"));
        }
    }

    private static int permits(long bytes) {
        return (int) Math.min(Integer.MAX_VALUE, bytes / BYTES_PER_PERMIT + 1);
    }

    /**
     * Decodes one image.
     *
     * @throws ImageRefusedException if it cannot be decoded, now or ever
     */
    public RgbImage decode(byte[] encoded) throws ImageRefusedException {
        return decode(encoded, image -> image);
    }

    /**
     * Decodes one image, and makes something of it while there is still room kept for it.
     *
     * @throws ImageRefusedException if it cannot be decoded, now or ever
     */
    public <T> T decode(byte[] encoded, Function<RgbImage, T> use) throws ImageRefusedException {
        Held held = decodeHeld(encoded);
        try {
            return use.apply(held.image());
        } finally {
            permits.release(held.permits());
        }
    }

    /** An image for which there is room kept. */
    private record Held(RgbImage image, int permits) {}

    private Held decodeHeld(byte[] encoded) throws ImageRefusedException {
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
                case WEBP -> decodeWebp(encoded);
            };
        } catch (ImageRefusedException | LinkageError e) {
            // A decoder that cannot be loaded is no fault of the image.
            throw e;
        } catch (Throwable e) {
            throw new ImageRefusedException(
                    ImageFault.IMAGE_UNDECODABLE,
                    "expected a whole " + format + " of " + encoded.length + " bytes, found a fault in it: " + e,
                    e);
        }
    }

    private Held decodeJpeg(byte[] encoded) throws IOException, ImageRefusedException {
        JpegSegments segments = JpegSegments.read(encoded);
        try (Reading reading = new Reading(ImageFormat.JPEG, segments.decodable())) {
            int width = reading.reader.getWidth(0);
            int height = reading.reader.getHeight(0);
            int bands = reading.bands();
            requireFewScans(width, height, segments.scans());
            return within(width, height, RgbConversion.bytes(bands, bands) + turning(segments.exif()), () -> {
                RgbImage image = bands == CMYK_BANDS
                        ? RgbConversion.fromCmyk(reading.raster(), segments.adobeTransform() == ADOBE_YCCK)
                        : RgbConversion.convert(reading.image(), false);
                return upright(image, segments.exif());
            });
        }
    }

    private Held decodePlain(ImageFormat format, byte[] encoded, byte @Nullable [] exifBlock, boolean hasAlpha)
            throws IOException, ImageRefusedException {
        try (Reading reading = new Reading(format, encoded)) {
            return within(
                    reading.reader.getWidth(0),
                    reading.reader.getHeight(0),
                    reading.bytes() + turning(exifBlock),
                    () -> upright(RgbConversion.convert(reading.image(), hasAlpha), exifBlock));
        }
    }

    private Held decodeGif(byte[] encoded) throws IOException, ImageRefusedException {
        try (Reading reading = new Reading(ImageFormat.GIF, encoded)) {
            GifScreen screen = GifScreen.read(reading.reader, encoded);
            int bytes = reading.bytes() + RgbImage.CHANNELS;
            return within(screen.width(), screen.height(), bytes, () -> screen.place(reading.image()));
        }
    }

    private Held decodeWebp(byte[] encoded) throws IOException, ImageRefusedException {
        if (!readsWebp) {
            throw new ImageRefusedException(
                    ImageFault.IMAGE_FORMAT,
                    "expected another format than WebP, which needs a library that is not here");
        }
        WebpFile file = WebpFile.read(encoded);
        int bytes = WebpDecoding.BYTES_A_PIXEL + turning(file.exif());
        return within(file.width(), file.height(), bytes, () -> upright(WebpDecoding.decode(file), file.exif()));
    }

    /** Whether a PNG has alpha samples, which a transparent colour does not make. */
    private static boolean hasAlpha(byte[] png) {
        return png.length > PNG_COLOUR_TYPE_AT && (png[PNG_COLOUR_TYPE_AT] & PNG_ALPHA) != 0;
    }

    /** Bytes a pixel that turning an image may take. */
    private int turning(byte @Nullable [] exifBlock) {
        return exif == ExifOrientation.APPLY && exifBlock != null ? RgbImage.CHANNELS : 0;
    }

    private RgbImage upright(RgbImage image, byte @Nullable [] exifBlock) {
        return exif == ExifOrientation.APPLY ? Orientation.upright(image, Orientation.read(exifBlock)) : image;
    }

    @FunctionalInterface
    private interface Decoding {
        RgbImage run() throws IOException;
    }

    /** Decodes an image of a size when there is room for it, unless it is too large. */
    private Held within(int width, int height, int bytesAPixel, Decoding decoding)
            throws IOException, ImageRefusedException {
        if ((long) width * height > limits.maxPixels()) {
            throw tooLarge("expected at most " + limits.maxPixels() + " pixels, found " + width + "x" + height);
        }
        if (Math.max(width, height) > MAX_SIDE) {
            throw tooLarge("expected sides of at most " + MAX_SIDE + " pixels, found " + width + "x" + height);
        }
        long needed = (long) width * height * bytesAPixel;
        if (needed > room) {
            throw tooLarge("expected an image that takes at most " + room + " bytes of memory, half of the heap, found "
                    + width + "x" + height + ", which takes " + needed + "; raise -Xmx");
        }
        int kept = permits(needed);
        permits.acquireUninterruptibly(kept);
        try {
            return new Held(decoding.run(), kept);
        } catch (Throwable e) {
            permits.release(kept);
            throw e;
        }
    }

    private static ImageRefusedException tooLarge(String message) {
        return new ImageRefusedException(ImageFault.IMAGE_TOO_LARGE, message);
    }

    /** A scan of a few bytes costs as much as one of many. */
    private void requireFewScans(int width, int height, int scans) throws ImageRefusedException {
        long most = MOST_SCANS_OF_THE_LARGEST * limits.maxPixels();
        if (scans > MOST_SCANS_OF_THE_LARGEST && (long) width * height * scans > most) {
            throw tooLarge("expected at most " + most + " pixels in all scans, found " + width + "x" + height + " in "
                    + scans);
        }
    }

    /** A reader at the beginning of its image, and what it warned of. */
    private final class Reading implements AutoCloseable {
        private final ImageReader reader;
        private final BoundedImageInput input;
        private final List<String> warnings = new ArrayList<>();

        Reading(ImageFormat format, byte[] encoded) {
            reader = format.reader();
            input = new BoundedImageInput(encoded, limits.deadline());
            reader.setInput(input, true, true);
            reader.addIIOReadWarningListener((source, message) -> warnings.add(message));
        }

        int bands() throws IOException {
            return reader.getRawImageType(0) == null
                    ? CMYK_BANDS
                    : reader.getRawImageType(0).getNumBands();
        }

        /** Bytes that a pixel takes until it is RGB. */
        int bytes() throws IOException {
            SampleModel samples = reader.getImageTypes(0).next().getSampleModel();
            int bits = 0;
            for (int size : samples.getSampleSize()) {
                bits += size;
            }
            return RgbConversion.bytes(samples.getNumBands(), (bits + 7) / 8);
        }

        BufferedImage image() throws IOException {
            if (limits.truncated() == DecodingLimits.Truncated.ACCEPT) {
                return imageAsFarAsItGoes();
            }
            BufferedImage image = reader.read(0);
            requireWhole();
            return image;
        }

        private BufferedImage imageAsFarAsItGoes() throws IOException {
            ImageReadParam param = reader.getDefaultReadParam();
            BufferedImage image =
                    reader.getImageTypes(0).next().createBufferedImage(reader.getWidth(0), reader.getHeight(0));
            param.setDestination(image);
            try {
                reader.read(0, param);
            } catch (IOException | RuntimeException e) {
                if (!input.isTruncated()) {
                    throw e;
                }
            }
            return image;
        }

        Raster raster() throws IOException {
            Raster raster = reader.readRaster(0, null);
            if (limits.truncated() == DecodingLimits.Truncated.REFUSE) {
                requireWhole();
            }
            return raster;
        }

        /** A decoder that meets the end of a truncated file warns, and makes up the rest. */
        private void requireWhole() throws IIOException {
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

package io.alignstreams.align.image;

import java.io.IOException;
import java.util.function.Function;
import javax.imageio.IIOException;
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

    /** Larger ones are no pictures that anybody scores, and would not fit the heap. */
    public static final int MAX_ENCODED_BYTES = 64 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(ImageDecoder.class);

    /** Times that a decoder may pass over the pixels of the largest image: each scan of a progressive JPEG takes one. */
    private static final int MOST_SCANS_OF_THE_LARGEST = 12;

    /** The decoder goes through all of them without looking at its time. */
    private static final int MOST_RUN_LENGTH_BYTES = 8 << 20;

    private static final long COPIES = 2;
    private static final int COEFFICIENT_BYTES = 2;
    private static final int ADOBE_YCCK = 2;
    private static final int PNG_COLOUR_TYPE_AT = 25;
    private static final int PNG_ALPHA = 4;

    private final ExifOrientation exif;
    private final DecodingLimits limits;
    private final DecodingRoom room;
    private final boolean readsWebp;

    /** Decodes images within limits. */
    public ImageDecoder(ExifOrientation exif, DecodingLimits limits) {
        this.exif = exif;
        this.limits = limits;
        this.room = new DecodingRoom(limits.maxPixels());
        this.readsWebp = WebpDecoding.isAvailable();
        if (!readsWebp) {
            LOG.warn(
                    "expected libwebp for {} on {}, found none; WebP is refused",
                    System.getProperty("os.name"),
                    System.getProperty("os.arch"));
        }
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
        if (encoded.length == 0) {
            throw new ImageRefusedException(ImageFault.IMAGE_EMPTY, "expected an image, found 0 bytes");
        }
        if (encoded.length > MAX_ENCODED_BYTES) {
            throw DecodingRoom.tooLarge("expected at most " + MAX_ENCODED_BYTES + " bytes, found " + encoded.length);
        }
        ImageFormat format = ImageFormat.of(encoded);
        try {
            return decode(format, encoded, use);
        } catch (OutOfMemoryError e) {
            // Its neighbours may have had what it lacks.
            room.awaitOthers();
        }
        try {
            return decode(format, encoded, use);
        } catch (OutOfMemoryError e) {
            throw new ImageRefusedException(
                    ImageFault.IMAGE_TOO_LARGE,
                    "expected room on the heap for a " + format + " of " + encoded.length
                            + " bytes, beside all else in it, found: " + e + "; raise -Xmx",
                    e);
        }
    }

    private <T> T decode(ImageFormat format, byte[] encoded, Function<RgbImage, T> use) throws ImageRefusedException {
        try {
            return switch (format) {
                case JPEG -> decodeJpeg(encoded, use);
                case PNG -> decodePng(encoded, use);
                case GIF -> decodeGif(encoded, use);
                case BMP -> decodeBmp(encoded, use);
                case WEBP -> decodeWebp(encoded, use);
            };
        } catch (ImageRefusedException | LinkageError | OutOfMemoryError e) {
            // A decoder that cannot be loaded is no fault of the image, nor is a full heap.
            throw e;
        } catch (Throwable e) {
            throw new ImageRefusedException(
                    ImageFault.IMAGE_UNDECODABLE,
                    "expected a whole " + format + " of " + encoded.length + " bytes, found a fault in it: " + e,
                    e);
        }
    }

    private <T> T decodeJpeg(byte[] encoded, Function<RgbImage, T> use) throws IOException, ImageRefusedException {
        JpegSegments segments = JpegSegments.read(encoded);
        int orientation = orientation(segments.exif());
        try (FirstFrame frame = new FirstFrame(ImageFormat.JPEG, segments.decodable(), segments.scans(), limits)) {
            requireFewScans(frame, segments.scans().length);
            int bands = frame.bands();
            boolean isCmyk = bands == FirstFrame.CMYK_BANDS;
            int samples = isCmyk ? bands + RgbImage.CHANNELS : frame.bytesAPixel();
            int coefficients = segments.holdsCoefficients() ? COEFFICIENT_BYTES * bands : 0;
            return room.take(needed(encoded, frame, samples + coefficients + turning(orientation)), () -> {
                RgbImage image = isCmyk
                        ? RgbConversion.fromCmyk(frame.raster(), segments.adobeTransform() == ADOBE_YCCK)
                        : RgbConversion.convert(frame.image(), false);
                return use.apply(Orientation.upright(image, orientation));
            });
        }
    }

    private <T> T decodePng(byte[] encoded, Function<RgbImage, T> use) throws IOException, ImageRefusedException {
        boolean hasAlpha = hasAlpha(encoded);
        PngChunks chunks = PngChunks.read(encoded, limits.truncated() == DecodingLimits.Truncated.ACCEPT);
        int orientation = orientation(chunks.exif());
        try (FirstFrame frame = new FirstFrame(ImageFormat.PNG, chunks.decodable(), limits)) {
            return room.take(needed(encoded, frame, frame.bytesAPixel() + turning(orientation)), () -> {
                RgbImage image = RgbConversion.convert(frame.image(), hasAlpha);
                return use.apply(Orientation.upright(image, orientation));
            });
        }
    }

    private <T> T decodeBmp(byte[] encoded, Function<RgbImage, T> use) throws IOException, ImageRefusedException {
        BmpFile file = BmpFile.read(encoded);
        if (file.isRunLengthEncoded() && encoded.length > MOST_RUN_LENGTH_BYTES) {
            throw DecodingRoom.tooLarge("expected at most " + MOST_RUN_LENGTH_BYTES
                    + " bytes of a run-length encoded BMP, found " + encoded.length);
        }
        DecodingLimits wholeIfRunLength = file.isRunLengthEncoded() ? limits.whole() : limits;
        try (FirstFrame frame = new FirstFrame(ImageFormat.BMP, file.decodable(), wholeIfRunLength)) {
            return room.take(
                    needed(encoded, frame, frame.bytesAPixel()),
                    () -> use.apply(RgbConversion.convert(frame.image(), false)));
        }
    }

    private <T> T decodeGif(byte[] encoded, Function<RgbImage, T> use) throws IOException, ImageRefusedException {
        try (FirstFrame frame = new FirstFrame(ImageFormat.GIF, encoded, limits)) {
            GifScreen screen = GifScreen.read(encoded);
            if (frame.width() != screen.frameWidth() || frame.height() != screen.frameHeight()) {
                throw new IIOException("expected a first frame of " + screen.frameWidth() + "x" + screen.frameHeight()
                        + " pixels, found " + frame.width() + "x" + frame.height());
            }
            room.requireSize(screen.width(), screen.height());
            int bytes = frame.bytesAPixel() + (screen.isFilled() ? 0 : RgbImage.CHANNELS);
            long pixels = (long) screen.width() * screen.height();
            return room.take(pixels * bytes + COPIES * encoded.length, () -> use.apply(screen.place(frame.image())));
        }
    }

    private <T> T decodeWebp(byte[] encoded, Function<RgbImage, T> use) throws IOException, ImageRefusedException {
        if (!readsWebp) {
            throw new ImageRefusedException(
                    ImageFault.IMAGE_FORMAT,
                    "expected another format than WebP, which needs a library that is not here");
        }
        WebpFile file = WebpFile.read(encoded);
        room.requireSize(file.width(), file.height());
        if (file.picture().length > WebpDecoding.MAX_PICTURE_BYTES) {
            throw DecodingRoom.tooLarge("expected at most " + WebpDecoding.MAX_PICTURE_BYTES
                    + " bytes of a WebP picture, found " + file.picture().length);
        }
        int orientation = orientation(file.exif());
        long pixels = (long) file.width() * file.height();
        long needed = WebpDecoding.bytes(file) + pixels * turning(orientation) + COPIES * encoded.length;
        return room.take(needed, () -> {
            RgbImage image = WebpDecoding.decode(file, limits);
            return use.apply(Orientation.upright(image, orientation));
        });
    }

    /** Bytes that decoding takes, with copies of the file that are made on the way. */
    private long needed(byte[] encoded, FirstFrame frame, int bytesAPixel) throws IOException, ImageRefusedException {
        room.requireSize(frame.width(), frame.height());
        return (long) frame.width() * frame.height() * bytesAPixel + COPIES * encoded.length;
    }

    /** Whether a PNG has alpha samples, which a transparent colour does not make. */
    private static boolean hasAlpha(byte[] png) {
        return png.length > PNG_COLOUR_TYPE_AT && (png[PNG_COLOUR_TYPE_AT] & PNG_ALPHA) != 0;
    }

    private int orientation(byte @Nullable [] exifBlock) {
        return exif == ExifOrientation.APPLY ? Orientation.read(exifBlock) : Orientation.UPRIGHT;
    }

    /** Bytes a pixel that turning an image takes. */
    private static int turning(int orientation) {
        return orientation == Orientation.UPRIGHT ? 0 : RgbImage.CHANNELS;
    }

    /** A scan of a few bytes costs as much as one of many. */
    private void requireFewScans(FirstFrame frame, int scans) throws IOException, ImageRefusedException {
        long most = MOST_SCANS_OF_THE_LARGEST * limits.maxPixels();
        if (scans > MOST_SCANS_OF_THE_LARGEST && (long) frame.width() * frame.height() * scans > most) {
            throw DecodingRoom.tooLarge("expected at most " + most + " pixels in all scans, found " + frame.width()
                    + "x" + frame.height() + " in " + scans);
        }
    }
}

package io.alignstreams.align.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.SampleModel;
import java.io.EOFException;
import java.io.IOException;
import javax.imageio.IIOException;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import org.jspecify.annotations.Nullable;

/**
 * An image's first frame, as the reader of its format gives it. The reader is told to stop when its time is over, be it as it
 * reads or as it makes rows.
 */
final class FirstFrame implements AutoCloseable {
    static final int CMYK_BANDS = 4;

    private final ImageFormat format;
    private final ImageReader reader;
    private final BoundedImageInput input;
    private final boolean takesPart;
    private @Nullable String truncation;

    /** Opens an image; nothing is read yet. */
    FirstFrame(ImageFormat format, byte[] encoded, DecodingLimits limits) {
        this(format, encoded, new int[0], limits);
    }

    /**
     * Opens an image; nothing is read yet.
     *
     * @param labours where in it much work begins
     */
    FirstFrame(ImageFormat format, byte[] encoded, int[] labours, DecodingLimits limits) {
        this.format = format;
        reader = format.reader();
        input = new BoundedImageInput(encoded, labours, limits.deadline());
        takesPart = limits.truncated() == DecodingLimits.Truncated.ACCEPT;
        reader.setInput(input, true, true);
        reader.addIIOReadWarningListener((source, message) -> noteTruncation(message));
        reader.addIIOReadProgressListener(new RowListener(input));
    }

    int width() throws IOException {
        return reader.getWidth(0);
    }

    int height() throws IOException {
        return reader.getHeight(0);
    }

    /** Samples of a pixel; those that mean no colours to ImageIO are CMYK. */
    int bands() throws IOException {
        ImageTypeSpecifier type = reader.getRawImageType(0);
        return type == null ? CMYK_BANDS : type.getNumBands();
    }

    /** Bytes of memory that a pixel takes until it is RGB. */
    int bytesAPixel() throws IOException {
        SampleModel samples = reader.getImageTypes(0).next().getSampleModel();
        int bits = samples.getNumDataElements() * DataBuffer.getDataTypeSize(samples.getDataType());
        int stored = (bits + Byte.SIZE - 1) / Byte.SIZE;
        return RgbConversion.isInPlace(samples) ? stored : stored + RgbImage.CHANNELS;
    }

    /**
     * Decodes it.
     *
     * @throws IOException if its end is missing, too, unless that is accepted
     */
    BufferedImage image() throws IOException {
        if (takesPart) {
            return imageAsFarAsItGoes();
        }
        ImageReadParam param = reader.getDefaultReadParam();
        if (format == ImageFormat.JPEG) {
            param.setDestination(destination());
        }
        BufferedImage image = reader.read(0, param);
        input.requireTime();
        requireWhole();
        return image;
    }

    private BufferedImage imageAsFarAsItGoes() throws IOException {
        ImageReadParam param = reader.getDefaultReadParam();
        BufferedImage image = destination();
        param.setDestination(image);
        try {
            reader.read(0, param);
        } catch (IOException | RuntimeException e) {
            if (!input.isTruncated() && !(e.getCause() instanceof EOFException)) {
                throw e;
            }
        }
        input.requireTime();
        return image;
    }

    /**
     * Makes what is decoded into. For a JPEG it takes red before green and blue, as its reader has them: to turn them round
     * takes the reader longer than to decode.
     */
    private BufferedImage destination() throws IOException {
        ImageTypeSpecifier type = reader.getImageTypes(0).next();
        if (format == ImageFormat.JPEG && RgbConversion.isInPlace(type.getSampleModel())) {
            type = RgbConversion.inOrder(type.getColorModel().getColorSpace());
        }
        return type.createBufferedImage(width(), height());
    }

    /**
     * Decodes samples whatever they mean.
     *
     * @throws IOException if its end is missing, too, unless that is accepted
     */
    Raster raster() throws IOException {
        Raster raster = reader.readRaster(0, null);
        input.requireTime();
        if (!takesPart) {
            requireWhole();
        }
        return raster;
    }

    /** A decoder that meets the end of a truncated file warns, and makes up the rest. */
    private void noteTruncation(String warning) {
        if (warning.contains("runcated") || warning.contains("remature")) {
            truncation = warning;
        }
    }

    private void requireWhole() throws IIOException {
        if (truncation != null) {
            throw new IIOException(truncation);
        }
    }

    @Override
    public void close() throws IOException {
        reader.dispose();
        input.close();
    }
}

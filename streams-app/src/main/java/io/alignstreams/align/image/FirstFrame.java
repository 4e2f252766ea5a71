package io.alignstreams.align.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.SampleModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.IIOException;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;

/** An image's first frame, as the reader of its format gives it. */
final class FirstFrame implements AutoCloseable {
    static final int CMYK_BANDS = 4;

    private final ImageReader reader;
    private final BoundedImageInput input;
    private final boolean takesPart;
    private final List<String> warnings = new ArrayList<>();

    /** Opens an image; nothing is read yet. */
    FirstFrame(ImageFormat format, byte[] encoded, DecodingLimits limits) {
        reader = format.reader();
        input = new BoundedImageInput(encoded, limits.deadline());
        takesPart = limits.truncated() == DecodingLimits.Truncated.ACCEPT;
        reader.setInput(input, true, true);
        reader.addIIOReadWarningListener((source, message) -> warnings.add(message));
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
        BufferedImage image = reader.read(0);
        requireWhole();
        return image;
    }

    private BufferedImage imageAsFarAsItGoes() throws IOException {
        ImageReadParam param = reader.getDefaultReadParam();
        BufferedImage image = reader.getImageTypes(0).next().createBufferedImage(width(), height());
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

    /**
     * Decodes samples whatever they mean.
     *
     * @throws IOException if its end is missing, too, unless that is accepted
     */
    Raster raster() throws IOException {
        Raster raster = reader.readRaster(0, null);
        if (!takesPart) {
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

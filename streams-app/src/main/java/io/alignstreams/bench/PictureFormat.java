package io.alignstreams.bench;

import com.luciad.imageio.webp.WebPImageWriterSpi;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** How a picture is encoded: JPEG and WebP with losses, as cameras and sites do. */
enum PictureFormat {
    JPEG(0.9f),
    PNG(0),
    WEBP(0.85f);

    /** 0 for a format without losses. */
    private final float quality;

    PictureFormat(float quality) {
        this.quality = quality;
    }

    byte[] encode(BufferedImage picture) {
        ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        ImageWriter writer = null;
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(encoded)) {
            writer = writer();
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            if (quality > 0) {
                parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                parameters.setCompressionType(parameters.getCompressionTypes()[0]);
                parameters.setCompressionQuality(quality);
            }
            writer.setOutput(out);
            writer.write(null, new IIOImage(picture, null, null), parameters);
        } catch (IOException e) {
            throw new UncheckedIOException("a " + this + " could not be written to memory", e);
        } finally {
            if (writer != null) {
                writer.dispose();
            }
        }
        return encoded.toByteArray();
    }

    private ImageWriter writer() throws IOException {
        return switch (this) {
            case JPEG, PNG -> ImageIO.getImageWritersByFormatName(name()).next();
            case WEBP -> new WebPImageWriterSpi().createWriterInstance(null);
        };
    }
}

package io.alignstreams.align.image;

import com.luciad.imageio.webp.WebPImageReaderSpi;
import com.luciad.imageio.webp.WebPReadParam;
import java.io.IOException;
import java.util.Base64;
import javax.imageio.IIOException;
import javax.imageio.ImageReader;

/** Pixels of WebP by libwebp, whose library is unpacked and loaded with its first use. */
final class WebpDecoding {
    /** Of a picture: libwebp takes 55 ms for a megabyte of the worst, and nothing ends it before. */
    static final int MAX_PICTURE_BYTES = 16 << 20;

    private static final byte[] ONE_PIXEL =
            Base64.getDecoder().decode("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==");
    private static final int BLACK = 0;
    private static final int ARGB_BYTES = 4;
    private static final int TABLE_BYTES = 5_004 * 4;

    private WebpDecoding() {}

    /** Loads the library; the options in it are never freed, so that there are no others. */
    private static final class Native {
        static final WebPReadParam PARAM = new WebPReadParam();
    }

    /** Whether there is a library for this system. */
    static boolean isAvailable() {
        try {
            decode(WebpFile.read(ONE_PIXEL), DecodingLimits.DEFAULT);
            return true;
        } catch (IOException e) {
            throw new IllegalStateException("expected libwebp to decode one pixel, found: " + e, e);
        } catch (LinkageError e) {
            return false;
        }
    }

    /** Bytes that decoding takes, on the heap and off it. */
    static long bytes(WebpFile file) throws IIOException {
        long pixels = (long) file.width() * file.height();
        long lossless = file.isLossless() ? ARGB_BYTES * pixels + (long) TABLE_BYTES * groups(file) : 0;
        boolean fills = file.frameWidth() == file.width() && file.frameHeight() == file.height();
        return lossless + pixels * (ARGB_BYTES + RgbImage.CHANNELS + (fills ? 0 : RgbImage.CHANNELS));
    }

    private static int groups(WebpFile file) throws IIOException {
        return HuffmanGroups.count(
                file.picture(), WebpFile.PICTURE_AT, file.picture().length, file.frameWidth(), file.frameHeight());
    }

    /** The first frame on its canvas, black where it does not reach; alpha is dropped. */
    static RgbImage decode(WebpFile file, DecodingLimits limits) throws IOException {
        ImageReader reader = new WebPImageReaderSpi().createReaderInstance(null);
        try (BoundedImageInput input = new BoundedImageInput(file.picture(), limits.deadline())) {
            reader.setInput(input, true, true);
            RgbImage image = RgbConversion.convert(reader.read(0, Native.PARAM), false);
            if (image.width() != file.frameWidth() || image.height() != file.frameHeight()) {
                throw new IIOException("expected " + file.frameWidth() + "x" + file.frameHeight()
                        + " pixels, as the header says, found " + image);
            }
            return image.placed(file.width(), file.height(), file.left(), file.top(), BLACK);
        } catch (OutOfMemoryError e) {
            if (e.getMessage() == null) {
                throw new IIOException("expected a whole picture, found one that libwebp has no memory for", e);
            }
            throw e;
        } finally {
            reader.dispose();
        }
    }
}

package io.alignstreams.align.image;

import java.io.IOException;
import java.util.Base64;
import javax.imageio.IIOException;

/** Pixels of WebP by libwebp, whose library is unpacked and loaded with its first use. */
final class WebpDecoding {
    private static final byte[] ONE_PIXEL =
            Base64.getDecoder().decode("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==");
    private static final int BLACK = 0;
    private static final int ARGB_BYTES = 4;

    private WebpDecoding() {}

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

    /** Bytes that a pixel takes, on the heap and off it, where libwebp decodes what is lossless. */
    static int bytesAPixel(WebpFile file) {
        boolean fills = file.frameWidth() == file.width() && file.frameHeight() == file.height();
        return ARGB_BYTES + (file.isLossless() ? ARGB_BYTES : 0) + RgbImage.CHANNELS + (fills ? 0 : RgbImage.CHANNELS);
    }

    /** The first frame on its canvas, black where it does not reach; alpha is dropped. */
    static RgbImage decode(WebpFile file, DecodingLimits limits) throws IOException {
        // libwebp takes what is cut off for broken.
        try (FirstFrame frame = new FirstFrame(ImageFormat.WEBP, file.picture(), limits.whole())) {
            RgbImage image = RgbConversion.convert(frame.image(), false);
            if (image.width() != file.frameWidth() || image.height() != file.frameHeight()) {
                throw new IIOException("expected " + file.frameWidth() + "x" + file.frameHeight()
                        + " pixels, as the header says, found " + image);
            }
            return image.placed(file.width(), file.height(), file.left(), file.top(), BLACK);
        } catch (OutOfMemoryError e) {
            if (e.getMessage() == null) {
                throw new IIOException(
                        "expected a picture that libwebp has memory for, found one of which it says not", e);
            }
            throw e;
        }
    }
}

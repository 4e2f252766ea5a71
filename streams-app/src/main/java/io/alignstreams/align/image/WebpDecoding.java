package io.alignstreams.align.image;

import com.luciad.imageio.webp.WebP;
import com.luciad.imageio.webp.WebPDecoderOptions;
import java.io.IOException;
import javax.imageio.IIOException;

/** Pixels of WebP by libwebp, whose library is unpacked and loaded with this class. */
final class WebpDecoding {
    /** That decoding takes: 4 here, and 3 in the end; as many outside of the heap. */
    static final int BYTES_A_PIXEL = 7;

    private static final int WIDTH_AT = 1;
    private static final int HEIGHT_AT = 2;
    private static final int RESULTS = 4;

    private WebpDecoding() {}

    /** Whether there is a library for this system. */
    static boolean isAvailable() {
        try {
            return WebP.loadNativeLibrary();
        } catch (LinkageError e) {
            return false;
        }
    }

    /** The first frame on its canvas, black where it does not reach; alpha is dropped. */
    static RgbImage decode(WebpFile file) throws IOException {
        int[] results = new int[RESULTS];
        int[] argb = WebP.decode(new WebPDecoderOptions(), file.still(), 0, file.still().length, results);
        int frameWidth = file.frameWidth();
        int frameHeight = file.frameHeight();
        if (results[WIDTH_AT] != frameWidth || results[HEIGHT_AT] != frameHeight) {
            throw new IIOException("expected " + frameWidth + "x" + frameHeight + " pixels, as the header says, found "
                    + results[WIDTH_AT] + "x" + results[HEIGHT_AT]);
        }
        byte[] pixels =
                new byte[Math.multiplyExact(Math.multiplyExact(file.width(), file.height()), RgbImage.CHANNELS)];
        int from = 0;
        for (int y = 0; y < frameHeight; y++) {
            int to = ((file.top() + y) * file.width() + file.left()) * RgbImage.CHANNELS;
            for (int x = 0; x < frameWidth; x++) {
                int pixel = argb[from++];
                pixels[to++] = (byte) (pixel >> 16);
                pixels[to++] = (byte) (pixel >> 8);
                pixels[to++] = (byte) pixel;
            }
        }
        return new RgbImage(file.width(), file.height(), pixels);
    }
}

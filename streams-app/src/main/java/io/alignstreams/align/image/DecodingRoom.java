package io.alignstreams.align.image;

import java.io.IOException;
import java.util.concurrent.Semaphore;

/**
 * Room for the images that are on their way at once in all threads. It is as large as one image alone may take, half of the
 * heap at most, so that whether a large image fits does not hang on its neighbours.
 */
final class DecodingRoom {
    /**
     * Bytes that a pixel takes at most until it is RGB: as a progressive JPEG of CMYK, two for each coefficient, one for each
     * sample, and three each as RGB and turned.
     */
    private static final int MOST_BYTES_A_PIXEL = 18;

    private static final int HEAP_SHARE = 2;
    private static final int BYTES_PER_PERMIT = 1_024;

    private final long maxPixels;
    private final long bytes;
    private final Semaphore permits;

    DecodingRoom(long maxPixels) {
        this.maxPixels = maxPixels;
        this.bytes =
                Math.min(maxPixels * MOST_BYTES_A_PIXEL, Runtime.getRuntime().maxMemory() / HEAP_SHARE);
        this.permits = new Semaphore(permits(bytes), true);
    }

    /** What is done with an image while there is room for it. */
    @FunctionalInterface
    interface Decoding<T> {
        T run() throws IOException;
    }

    /**
     * Refuses what no image may be.
     *
     * @throws ImageRefusedException if it has too many pixels, or too long a side
     */
    void requireSize(int width, int height) throws ImageRefusedException {
        if ((long) width * height > maxPixels) {
            throw tooLarge("expected at most " + maxPixels + " pixels, found " + width + "x" + height);
        }
        if (Math.max(width, height) > ImageDecoder.MAX_SIDE) {
            throw tooLarge(
                    "expected sides of at most " + ImageDecoder.MAX_SIDE + " pixels, found " + width + "x" + height);
        }
    }

    /**
     * Waits for room, and runs.
     *
     * @param needed bytes that decoding takes at once, on the heap and off it
     * @throws ImageRefusedException if there never is so much, before anything is run
     */
    <T> T take(long needed, Decoding<T> decoding) throws IOException, ImageRefusedException {
        if (needed > bytes) {
            throw tooLarge("expected an image that takes at most " + bytes
                    + " bytes of memory, half of the heap at most, found one that takes " + needed + "; raise -Xmx");
        }
        int kept = permits(needed);
        permits.acquireUninterruptibly(kept);
        try {
            return decoding.run();
        } finally {
            permits.release(kept);
        }
    }

    /** Waits until no image is on its way that is now. */
    void awaitOthers() {
        int all = permits(bytes);
        permits.acquireUninterruptibly(all);
        permits.release(all);
    }

    private static int permits(long bytes) {
        return (int) Math.min(Integer.MAX_VALUE, bytes / BYTES_PER_PERMIT + 1);
    }

    static ImageRefusedException tooLarge(String message) {
        return new ImageRefusedException(ImageFault.IMAGE_TOO_LARGE, message);
    }
}

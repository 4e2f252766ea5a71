package io.alignstreams.align;

import java.nio.ByteBuffer;

/**
 * Cropped images as the image tower takes them: uint8 [batchSize, height, width, 3], RGB.
 *
 * @param batchSize number of images
 * @param pixels a direct buffer, its remaining bytes the pixels; not copied, so it must not change while the model runs
 */
public record ImageBatch(int batchSize, ByteBuffer pixels) {
    public ImageBatch {
        if (!pixels.isDirect()) {
            throw new IllegalArgumentException("expected a direct buffer of pixels, found one on the heap");
        }
    }
}

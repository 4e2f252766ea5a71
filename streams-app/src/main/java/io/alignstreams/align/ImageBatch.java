package io.alignstreams.align;

import io.alignstreams.align.image.EfficientNetImageProcessor;
import io.alignstreams.align.image.RgbImage;
import java.nio.ByteBuffer;
import java.util.List;

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

    /** Copies images of one size, as {@link EfficientNetImageProcessor#preprocess} makes them, into a batch. */
    public static ImageBatch of(List<RgbImage> preprocessed) {
        int bytes =
                preprocessed.stream().mapToInt(image -> image.pixels().length).reduce(0, Math::addExact);
        ByteBuffer pixels = ByteBuffer.allocateDirect(bytes);
        preprocessed.forEach(image -> pixels.put(image.pixels()));
        return new ImageBatch(preprocessed.size(), pixels.flip());
    }
}

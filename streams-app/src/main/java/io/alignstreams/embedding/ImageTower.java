package io.alignstreams.embedding;

import io.alignstreams.align.image.ImageRefusedException;
import io.alignstreams.align.image.RgbImage;
import io.alignstreams.topology.ModelIdentity;
import java.util.List;

/** What turns images into vectors. Any number of threads may share one. */
public interface ImageTower {
    ModelIdentity identity();

    /**
     * Decodes, resizes and crops: all that is done image by image.
     *
     * @throws ImageRefusedException if the image cannot be decoded, now or ever
     */
    RgbImage prepare(byte[] image) throws ImageRefusedException;

    /**
     * Runs prepared images through the tower at once.
     *
     * @return float32 [dimension] for each image in order, not normalised
     */
    List<float[]> run(List<RgbImage> prepared);
}

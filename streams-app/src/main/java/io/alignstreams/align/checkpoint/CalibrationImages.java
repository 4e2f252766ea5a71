package io.alignstreams.align.checkpoint;

import io.alignstreams.align.CheckpointException;
import io.alignstreams.align.image.EfficientNetImageProcessor;
import io.alignstreams.align.image.RgbImage;
import java.io.IOException;
import java.util.List;

/** Pictures like those that a model will see, no two of them equal. */
@FunctionalInterface
public interface CalibrationImages {
    /** With fewer, too few would be held out to compare on. */
    int FEWEST = 20;

    /**
     * Reads or draws them, resized and cropped by the model's own preprocessor.
     *
     * @return {@value #FEWEST} at least
     * @throws CheckpointException if there are fewer
     */
    List<RgbImage> preprocessed(EfficientNetImageProcessor processor) throws IOException;
}

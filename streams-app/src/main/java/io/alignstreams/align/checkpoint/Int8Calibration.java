package io.alignstreams.align.checkpoint;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.alignstreams.align.CheckpointException;
import io.alignstreams.align.Precision;
import io.alignstreams.align.image.RgbImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Makes the int8 form of an image tower: measures ranges on four pictures of five, and compares with float32 on the fifth.
 */
final class Int8Calibration {
    private static final int HELD_OUT = 5;

    private final VisionTower tower;
    private final Consumer<String> progress;

    Int8Calibration(VisionTower tower, Consumer<String> progress) {
        this.tower = tower;
        this.progress = progress;
    }

    /**
     * Calibrates and builds the graph.
     *
     * @throws CheckpointException if int8 strays too far from float32
     */
    ModelProto graph(List<RgbImage> images) throws IOException {
        List<RgbImage> measured = new ArrayList<>();
        List<RgbImage> heldOut = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            (i % HELD_OUT == HELD_OUT - 1 ? heldOut : measured).add(images.get(i));
        }
        progress.accept("measuring activations on " + measured.size() + " pictures");
        ModelProto int8 = tower.int8(tower.ranges(measured));
        progress.accept("comparing int8 with fp32 on " + heldOut.size() + " others");
        check(CosineSummary.of(tower.features(tower.fp32(), heldOut), tower.features(int8, heldOut)));
        return int8;
    }

    private void check(CosineSummary cosines) {
        String found = String.format(Locale.ROOT, "%.4f on average, %.4f at least", cosines.mean(), cosines.min());
        progress.accept("cosine of int8 and fp32: " + found);
        if (!(cosines.mean() >= Precision.LEAST_INT8_COSINE)) {
            throw new CheckpointException(
                    "expected int8 features whose cosine with those of fp32 is " + Precision.LEAST_INT8_COSINE
                            + " on average, over pictures that were held out, found " + found
                            + "; calibrate on more pictures like those to come, or import with --precision fp32");
        }
    }
}

package io.alignstreams.align.onnx;

import io.alignstreams.align.EfficientNetBlock;

/**
 * A 1×1 convolution of the image tower, without bias, and the batch norm behind it.
 *
 * @param name of the convolution's module
 * @param norm name of the batch norm's module
 * @param outChannels that it gives
 * @param paysInInt8 whether it gains speed in int8, where that needs its input, or its output, in another layout
 */
record PointwiseConvolution(String name, String norm, int outChannels, boolean paysInInt8) {
    /** Stages before are too large for the layout change and have too few channels to gain from 8 bits. */
    private static final int FIRST_STAGE_OF_INT8_EXPANSIONS = 3;

    private static final int FIRST_STAGE_OF_INT8_PROJECTIONS = 2;

    /** The one that widens a block's input, where there is one. */
    static PointwiseConvolution expansion(EfficientNetBlock block) {
        String module = VisionGraph.module(block) + ".expansion.";
        return new PointwiseConvolution(
                module + "expand_conv",
                module + "expand_bn",
                block.midChannels(),
                block.stage() >= FIRST_STAGE_OF_INT8_EXPANSIONS);
    }

    /** The one that gives a block's output. */
    static PointwiseConvolution projection(EfficientNetBlock block) {
        String module = VisionGraph.module(block) + ".projection.";
        return new PointwiseConvolution(
                module + "project_conv",
                module + "project_bn",
                block.outChannels(),
                block.stage() >= FIRST_STAGE_OF_INT8_PROJECTIONS);
    }
}

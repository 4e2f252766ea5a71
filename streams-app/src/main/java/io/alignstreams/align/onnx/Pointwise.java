package io.alignstreams.align.onnx;

import java.io.IOException;

/** How the image tower's 1×1 convolutions are computed: nine in ten of its multiplications. */
interface Pointwise {
    /** As nodes of float32, each with its batch norm behind it. */
    Pointwise FP32 = new Pointwise() {
        @Override
        public boolean channelsLast(PointwiseConvolution convolution) {
            return false;
        }

        @Override
        public FeatureMap apply(VisionLayers layers, PointwiseConvolution convolution, FeatureMap input) {
            return layers.pointwise(convolution, input);
        }
    };

    /** Whether it takes and gives maps whose channels come last. */
    boolean channelsLast(PointwiseConvolution convolution);

    /**
     * Adds a convolution and its batch norm.
     *
     * @param input in the order that it takes
     */
    FeatureMap apply(VisionLayers layers, PointwiseConvolution convolution, FeatureMap input) throws IOException;
}

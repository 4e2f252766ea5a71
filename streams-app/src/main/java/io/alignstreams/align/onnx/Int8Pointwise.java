package io.alignstreams.align.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.alignstreams.align.checkpoint.Safetensors;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * 1×1 convolutions as products of bytes, where that pays: channels come last, the input is rounded to uint8, its product
 * with the int8 weights comes out as float32, and all between two of them stays in float32.
 */
final class Int8Pointwise implements Pointwise {
    private final Safetensors weights;
    private final Map<String, ActivationRange> ranges;

    Int8Pointwise(Safetensors weights, Map<String, ActivationRange> ranges) {
        this.weights = weights;
        this.ranges = Map.copyOf(ranges);
    }

    @Override
    public boolean channelsLast(PointwiseConvolution convolution) {
        return convolution.paysInInt8();
    }

    @Override
    public FeatureMap apply(VisionLayers layers, PointwiseConvolution convolution, FeatureMap input)
            throws IOException {
        if (!convolution.paysInInt8()) {
            return layers.pointwise(convolution, input);
        }
        String name = convolution.name();
        ActivationRange range = ranges.get(name);
        if (range == null) {
            throw new IllegalArgumentException("expected a range for " + name + ", found " + ranges.keySet());
        }
        GraphBuilder graph = layers.graph();
        String scale = graph.floats(name + ".input_scale", List.of(), range.scale());
        String zeroPoint = graph.bytes(name + ".input_zero_point", DataType.UINT8, List.of(), range.zeroPoint());
        Int8Weights int8 = Int8Weights.of(weights, convolution, layers.epsilon());
        long inputs = int8.inputs();
        long outputs = int8.outputs();
        String zeroPointOfWeights = "";
        String product = graph.microsoftNode(
                "MatMulIntegerToFloat",
                convolution.norm(),
                List.of(
                        graph.node("QuantizeLinear", name + ".input", List.of(input.name(), scale, zeroPoint)),
                        graph.bytes(name + ".weight_int8", DataType.INT8, List.of(inputs, outputs), int8.values()),
                        scale,
                        graph.floats(name + ".weight_scale", List.of(outputs), int8.scales()),
                        zeroPoint,
                        zeroPointOfWeights,
                        graph.floats(name + ".bias", List.of(outputs), int8.bias())));
        return input.withChannels(product, convolution.outChannels());
    }
}

package io.alignstreams.align.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.alignstreams.align.checkpoint.Safetensors;
import java.io.IOException;
import java.util.ArrayList;
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
        List<String> input8 = range.quantize(graph, name + ".input", input.name());
        Int8Weights int8 = Int8Weights.of(weights, convolution, layers.epsilon());
        long inputs = int8.inputs();
        long outputs = int8.outputs();
        List<String> operands = new ArrayList<>();
        operands.add(input8.get(0));
        operands.add(graph.bytes(name + ".weight_int8", DataType.INT8, List.of(inputs, outputs), int8.values()));
        operands.add(input8.get(1));
        operands.add(graph.floats(name + ".weight_scale", List.of(outputs), int8.scales()));
        operands.add(input8.get(2));
        operands.add("");
        operands.add(graph.floats(name + ".bias", List.of(outputs), int8.bias()));
        return input.withChannels(
                graph.microsoftNode("MatMulIntegerToFloat", convolution.norm(), operands), convolution.outChannels());
    }
}

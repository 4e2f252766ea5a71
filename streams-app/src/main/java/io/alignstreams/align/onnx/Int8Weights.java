package io.alignstreams.align.onnx;

import io.alignstreams.align.checkpoint.Safetensors;
import java.io.IOException;

/**
 * The weights of a 1×1 convolution with its batch norm folded in, in 7 bits, each output channel with its own scale.
 *
 * <p>Not in 8 bits: on processors without VNNI ONNX Runtime adds two products in 16 bits, and 255 · 127 · 2 saturates there;
 * 255 · 63 · 2 does not.
 *
 * <p>Source: "Quantize ONNX models" of its documentation, on {@code reduce_range}.
 *
 * @param values int8 [inputs, outputs], from −63 to 63
 * @param scales float32 [outputs]
 * @param bias float32 [outputs]
 */
record Int8Weights(int inputs, int outputs, byte[] values, float[] scales, float[] bias) {
    private static final int LARGEST = 63;

    static Int8Weights of(Safetensors weights, PointwiseConvolution convolution, float epsilon) throws IOException {
        float[] kernel = weights.floats(convolution.name() + ".weight");
        float[] gamma = weights.floats(convolution.norm() + ".weight");
        float[] beta = weights.floats(convolution.norm() + ".bias");
        float[] mean = weights.floats(convolution.norm() + ".running_mean");
        float[] variance = weights.floats(convolution.norm() + ".running_var");
        int outputs = gamma.length;
        int inputs = kernel.length / outputs;
        byte[] values = new byte[kernel.length];
        float[] scales = new float[outputs];
        float[] bias = new float[outputs];
        for (int output = 0; output < outputs; output++) {
            double factor = gamma[output] / Math.sqrt((double) variance[output] + epsilon);
            bias[output] = (float) (beta[output] - mean[output] * factor);
            double scale = largest(kernel, output * inputs, inputs) * Math.abs(factor) / LARGEST;
            scales[output] = scale > 0 ? (float) scale : 1;
            for (int input = 0; input < inputs; input++) {
                long value = Math.round(kernel[output * inputs + input] * factor / scales[output]);
                values[input * outputs + output] = (byte) Math.max(-LARGEST, Math.min(LARGEST, value));
            }
        }
        return new Int8Weights(inputs, outputs, values, scales, bias);
    }

    private static double largest(float[] values, int from, int count) {
        double largest = 0;
        for (int i = from; i < from + count; i++) {
            largest = Math.max(largest, Math.abs(values[i]));
        }
        return largest;
    }
}

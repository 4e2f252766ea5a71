package io.alignstreams.align.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.alignstreams.align.AlignConfig;
import io.alignstreams.align.EfficientNetBlock;
import io.alignstreams.align.checkpoint.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class Int8WeightsTest {
    private static final Path CHECKPOINT = Path.of("../config/demo-model");

    @Test
    void shouldStandForTheConvolutionWithItsBatchNorm() throws IOException {
        AlignConfig config = AlignConfig.fromPretrained(CHECKPOINT);
        float epsilon = (float) config.visionConfig().batchNormEps();
        Safetensors weights = Safetensors.open(CHECKPOINT.resolve("model.safetensors"));
        EfficientNetBlock block = EfficientNetBlock.of(config.visionConfig()).get(5);
        PointwiseConvolution convolution = PointwiseConvolution.expansion(block);
        Int8Weights int8 = Int8Weights.of(weights, convolution, epsilon);

        assertThat(int8.inputs()).isEqualTo(block.inChannels());
        assertThat(int8.outputs()).isEqualTo(block.midChannels());
        float[] kernel = weights.floats(convolution.name() + ".weight");
        float[] gamma = weights.floats(convolution.norm() + ".weight");
        float[] beta = weights.floats(convolution.norm() + ".bias");
        float[] mean = weights.floats(convolution.norm() + ".running_mean");
        float[] variance = weights.floats(convolution.norm() + ".running_var");
        for (int output = 0; output < int8.outputs(); output++) {
            double factor = gamma[output] / Math.sqrt(variance[output] + epsilon);
            double half = int8.scales()[output] / 2;
            int largest = 0;
            for (int input = 0; input < int8.inputs(); input++) {
                int value = int8.values()[input * int8.outputs() + output];
                largest = Math.max(largest, Math.abs(value));
                assertThat((double) value * int8.scales()[output])
                        .isCloseTo(kernel[output * int8.inputs() + input] * factor, within(half * 1.0001));
            }
            assertThat(largest)
                    .as("whole range, and no product of two that saturates")
                    .isEqualTo(63);
            assertThat((double) int8.bias()[output]).isCloseTo(beta[output] - mean[output] * factor, within(1e-5));
        }
    }
}

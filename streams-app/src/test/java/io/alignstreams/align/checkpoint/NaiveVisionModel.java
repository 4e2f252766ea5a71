package io.alignstreams.align.checkpoint;

import io.alignstreams.align.AlignVisionConfig;
import java.io.IOException;

/**
 * The image tower once more, as plain loops in float64 written from the description of the reference, sharing no code
 * with the graphs: what the graphs are checked against where there are no golden vectors.
 */
final class NaiveVisionModel {
    private final AlignVisionConfig config;
    private final Safetensors weights;

    /** Feature maps, [channels][rows][columns]. */
    private record Maps(double[][][] values) {
        int channels() {
            return values.length;
        }

        int rows() {
            return values[0].length;
        }

        int columns() {
            return values[0][0].length;
        }
    }

    NaiveVisionModel(AlignVisionConfig config, Safetensors weights) {
        this.config = config;
        this.weights = weights;
    }

    /**
     * Computes one image's features.
     *
     * @param pixelValues float32 [3, rows, columns]
     */
    double[] features(float[] pixelValues, int rows, int columns) throws IOException {
        double[][][] image = new double[3][rows][columns];
        for (int i = 0; i < pixelValues.length; i++) {
            image[i / (rows * columns)][i / columns % rows][i % columns] = pixelValues[i];
        }
        Maps maps = convolve(new Maps(image), "vision_model.embeddings.convolution", 3, 2, 0, 1, 1);
        maps = silu(batchNorm(maps, "vision_model.embeddings.batchnorm"));
        int index = 0;
        for (int stage = 0; stage < config.kernelSizes().size(); stage++) {
            int repeats = (int) Math.ceil(
                    config.depthCoefficient() * config.numBlockRepeats().get(stage));
            for (int repeat = 0; repeat < repeats; repeat++) {
                maps = block(maps, index++, stage, repeat);
            }
        }
        return pool(maps);
    }

    private Maps block(Maps input, int index, int stage, int repeat) throws IOException {
        String name = "vision_model.encoder.blocks." + index;
        int kernel = config.kernelSizes().get(stage);
        int stride = repeat == 0 ? config.strides().get(stage) : 1;
        Maps maps = input;
        if (config.expandRatios().get(stage) != 1) {
            maps = convolve(maps, name + ".expansion.expand_conv", 1, 1, 0, 0, 1);
            maps = silu(batchNorm(maps, name + ".expansion.expand_bn"));
        }
        int before = kernel / 2;
        int after = kernel / 2;
        if (stride == 2 && !config.depthwisePadding().contains(index)) {
            before = kernel / 2 - 1;
        }
        maps = convolve(maps, name + ".depthwise_conv.depthwise_conv", kernel, stride, before, after, maps.channels());
        maps = silu(batchNorm(maps, name + ".depthwise_conv.depthwise_norm"));
        maps = squeezeExcite(maps, name + ".squeeze_excite");
        maps = convolve(maps, name + ".projection.project_conv", 1, 1, 0, 0, 1);
        maps = batchNorm(maps, name + ".projection.project_bn");
        if (stride == 1 && repeat > 0) {
            for (int c = 0; c < maps.channels(); c++) {
                for (int y = 0; y < maps.rows(); y++) {
                    for (int x = 0; x < maps.columns(); x++) {
                        maps.values[c][y][x] += input.values[c][y][x];
                    }
                }
            }
        }
        return maps;
    }

    private Maps convolve(Maps input, String name, int kernel, int stride, int before, int after, int groups)
            throws IOException {
        float[] weight = weights.floats(name + ".weight");
        int inPerGroup = input.channels() / groups;
        int outChannels = weight.length / (inPerGroup * kernel * kernel);
        int rows = (input.rows() + before + after - kernel) / stride + 1;
        int columns = (input.columns() + before + after - kernel) / stride + 1;
        double[][][] out = new double[outChannels][rows][columns];
        for (int o = 0; o < outChannels; o++) {
            int firstInput = o / (outChannels / groups) * inPerGroup;
            for (int y = 0; y < rows; y++) {
                for (int x = 0; x < columns; x++) {
                    double sum = 0;
                    for (int i = 0; i < inPerGroup; i++) {
                        for (int ky = 0; ky < kernel; ky++) {
                            for (int kx = 0; kx < kernel; kx++) {
                                int row = y * stride + ky - before;
                                int column = x * stride + kx - before;
                                if (row >= 0 && row < input.rows() && column >= 0 && column < input.columns()) {
                                    sum += input.values[firstInput + i][row][column]
                                            * weight[((o * inPerGroup + i) * kernel + ky) * kernel + kx];
                                }
                            }
                        }
                    }
                    out[o][y][x] = sum;
                }
            }
        }
        return new Maps(out);
    }

    private Maps batchNorm(Maps maps, String name) throws IOException {
        float[] gamma = weights.floats(name + ".weight");
        float[] beta = weights.floats(name + ".bias");
        float[] mean = weights.floats(name + ".running_mean");
        float[] variance = weights.floats(name + ".running_var");
        for (int c = 0; c < maps.channels(); c++) {
            for (double[] row : maps.values[c]) {
                for (int x = 0; x < row.length; x++) {
                    row[x] = gamma[c] * (row[x] - mean[c]) / Math.sqrt(variance[c] + config.batchNormEps()) + beta[c];
                }
            }
        }
        return maps;
    }

    private Maps squeezeExcite(Maps maps, String name) throws IOException {
        double[] squeezed = new double[maps.channels()];
        for (int c = 0; c < squeezed.length; c++) {
            squeezed[c] = mean(maps.values[c]);
        }
        double[] reduced = dense(squeezed, name + ".reduce");
        for (int i = 0; i < reduced.length; i++) {
            reduced[i] = reduced[i] / (1 + Math.exp(-reduced[i]));
        }
        double[] gate = dense(reduced, name + ".expand");
        for (int c = 0; c < gate.length; c++) {
            for (double[] row : maps.values[c]) {
                for (int x = 0; x < row.length; x++) {
                    row[x] /= 1 + Math.exp(-gate[c]);
                }
            }
        }
        return maps;
    }

    private double[] dense(double[] input, String name) throws IOException {
        float[] weight = weights.floats(name + ".weight");
        float[] bias = weights.floats(name + ".bias");
        double[] out = new double[bias.length];
        for (int o = 0; o < out.length; o++) {
            out[o] = bias[o];
            for (int i = 0; i < input.length; i++) {
                out[o] += weight[o * input.length + i] * input[i];
            }
        }
        return out;
    }

    private double[] pool(Maps maps) {
        double[] features = new double[maps.channels()];
        for (int c = 0; c < features.length; c++) {
            features[c] = config.poolingType().equals("max") ? max(maps.values[c]) : mean(maps.values[c]);
        }
        return features;
    }

    private static Maps silu(Maps maps) {
        for (double[][] channel : maps.values) {
            for (double[] row : channel) {
                for (int x = 0; x < row.length; x++) {
                    row[x] /= 1 + Math.exp(-row[x]);
                }
            }
        }
        return maps;
    }

    private static double mean(double[][] channel) {
        double sum = 0;
        for (double[] row : channel) {
            for (double value : row) {
                sum += value;
            }
        }
        return sum / ((double) channel.length * channel[0].length);
    }

    private static double max(double[][] channel) {
        double max = Double.NEGATIVE_INFINITY;
        for (double[] row : channel) {
            for (double value : row) {
                max = Math.max(max, value);
            }
        }
        return max;
    }
}

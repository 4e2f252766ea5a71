package io.alignstreams.align;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The image tower's configuration, {@code vision_config} in config.json: an EfficientNet. Lists have one entry a stage.
 *
 * <p>Source: {@code AlignVisionConfig} of Hugging Face transformers.
 *
 * @param imageSize side of the images it was trained on, in pixels; computes nothing
 * @param widthCoefficient scales channels, see {@link #roundFilters}
 * @param depthCoefficient scales block counts, see {@link #roundRepeats}
 * @param depthDivisor channels are multiples of it
 * @param kernelSizes of the depthwise convolutions, odd
 * @param inChannels before rounding
 * @param outChannels before rounding
 * @param strides of a stage's first block, 1 or 2
 * @param numBlockRepeats before rounding
 * @param expandRatios of a block's inner channels to its input channels
 * @param depthwisePadding indices, over all stages, of the blocks whose stride-2 convolution is padded symmetrically
 * @param squeezeExpansionRatio of squeeze-excite's inner channels to a block's input channels
 * @param hiddenAct {@code swish} or {@code silu}, which are the same
 * @param hiddenDim window of the pooling, in positions; it sizes no tensor and has to cover the last feature map
 * @param poolingType {@code mean} or {@code max}
 */
public record AlignVisionConfig(
        int numChannels,
        int imageSize,
        double widthCoefficient,
        double depthCoefficient,
        int depthDivisor,
        List<Integer> kernelSizes,
        List<Integer> inChannels,
        List<Integer> outChannels,
        List<Integer> strides,
        List<Integer> numBlockRepeats,
        List<Integer> expandRatios,
        List<Integer> depthwisePadding,
        double squeezeExpansionRatio,
        String hiddenAct,
        int hiddenDim,
        String poolingType,
        double batchNormEps) {

    private static final AlignVisionConfig DEFAULTS = new AlignVisionConfig(
            3,
            600,
            2.0,
            3.1,
            8,
            List.of(3, 3, 5, 3, 5, 5, 3),
            List.of(32, 16, 24, 40, 80, 112, 192),
            List.of(16, 24, 40, 80, 112, 192, 320),
            List.of(1, 2, 2, 2, 1, 2, 1),
            List.of(1, 2, 2, 3, 3, 4, 1),
            List.of(1, 6, 6, 6, 6, 6, 6),
            List.of(),
            0.25,
            "swish",
            2560,
            "mean",
            0.001);

    public AlignVisionConfig {
        kernelSizes = List.copyOf(kernelSizes);
        inChannels = List.copyOf(inChannels);
        outChannels = List.copyOf(outChannels);
        strides = List.copyOf(strides);
        numBlockRepeats = List.copyOf(numBlockRepeats);
        expandRatios = List.copyOf(expandRatios);
        depthwisePadding = List.copyOf(depthwisePadding);
    }

    /** What keys absent from config.json stand for. */
    public static AlignVisionConfig defaults() {
        return DEFAULTS;
    }

    static AlignVisionConfig fromJson(ConfigReader json) {
        AlignVisionConfig config = new AlignVisionConfig(
                json.positive("num_channels", DEFAULTS.numChannels),
                json.positive("image_size", DEFAULTS.imageSize),
                json.positive("width_coefficient", DEFAULTS.widthCoefficient),
                json.positive("depth_coefficient", DEFAULTS.depthCoefficient),
                json.positive("depth_divisor", DEFAULTS.depthDivisor),
                json.integers("kernel_sizes", 1, DEFAULTS.kernelSizes),
                json.integers("in_channels", 1, DEFAULTS.inChannels),
                json.integers("out_channels", 1, DEFAULTS.outChannels),
                json.integers("strides", 1, DEFAULTS.strides),
                json.integers("num_block_repeats", 1, DEFAULTS.numBlockRepeats),
                json.integers("expand_ratios", 1, DEFAULTS.expandRatios),
                json.integers("depthwise_padding", 0, DEFAULTS.depthwisePadding),
                json.positive("squeeze_expansion_ratio", DEFAULTS.squeezeExpansionRatio),
                json.string("hidden_act", DEFAULTS.hiddenAct),
                json.positive("hidden_dim", DEFAULTS.hiddenDim),
                json.string("pooling_type", DEFAULTS.poolingType),
                json.positive("batch_norm_eps", DEFAULTS.batchNormEps));
        config.check(json);
        return config;
    }

    private void check(ConfigReader json) {
        if (numChannels != 3) {
            throw json.fault("num_channels", "3, red, green and blue", numChannels);
        }
        stages().forEach((key, values) -> {
            if (values.size() != kernelSizes.size() || values.isEmpty()) {
                throw json.fault(key, "as long as kernel_sizes, " + kernelSizes.size() + " stages", values);
            }
        });
        if (kernelSizes.stream().anyMatch(kernel -> kernel % 2 == 0)) {
            throw json.fault("kernel_sizes", "odd", kernelSizes);
        }
        if (strides.stream().anyMatch(stride -> stride > 2)) {
            throw json.fault("strides", "1 or 2", strides);
        }
        if (!hiddenAct.equals("swish") && !hiddenAct.equals("silu")) {
            throw json.fault("hidden_act", "swish or silu", hiddenAct);
        }
        if (!poolingType.equals("mean") && !poolingType.equals("max")) {
            throw json.fault("pooling_type", "mean or max", poolingType);
        }
    }

    private Map<String, List<Integer>> stages() {
        // In an order of its own: the written file is part of the model's digest.
        Map<String, List<Integer>> stages = new LinkedHashMap<>();
        stages.put("kernel_sizes", kernelSizes);
        stages.put("in_channels", inChannels);
        stages.put("out_channels", outChannels);
        stages.put("strides", strides);
        stages.put("num_block_repeats", numBlockRepeats);
        stages.put("expand_ratios", expandRatios);
        return stages;
    }

    /** Channels after scaling by the width: rounded to a multiple of the divisor, and not down by more than a tenth. */
    public int roundFilters(int channels) {
        double scaled = channels * widthCoefficient;
        int rounded = Math.max(depthDivisor, (int) (scaled + depthDivisor / 2.0) / depthDivisor * depthDivisor);
        return rounded < 0.9 * scaled ? rounded + depthDivisor : rounded;
    }

    /** Blocks of a stage after scaling by the depth, rounded up. */
    public int roundRepeats(int repeats) {
        return (int) Math.ceil(depthCoefficient * repeats);
    }

    /** Length of an image's features: the last stage's channels. */
    public int embeddingDimension() {
        return roundFilters(outChannels.get(outChannels.size() - 1));
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("model_type", "align_vision_model")
                .put("num_channels", numChannels)
                .put("image_size", imageSize)
                .put("width_coefficient", widthCoefficient)
                .put("depth_coefficient", depthCoefficient)
                .put("depth_divisor", depthDivisor)
                .put("squeeze_expansion_ratio", squeezeExpansionRatio)
                .put("hidden_act", hiddenAct)
                .put("hidden_dim", hiddenDim)
                .put("pooling_type", poolingType)
                .put("batch_norm_eps", batchNormEps);
        stages().forEach((key, values) -> putAll(json.putArray(key), values));
        putAll(json.putArray("depthwise_padding"), depthwisePadding);
        return json;
    }

    private static void putAll(ArrayNode array, List<Integer> values) {
        values.forEach(array::add);
    }
}

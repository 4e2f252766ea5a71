package io.alignstreams.align;

import java.util.ArrayList;
import java.util.List;

/**
 * One inverted-bottleneck block of the image tower, with every size worked out.
 *
 * <p>Source: align.py of Hugging Face transformers, {@code AlignVisionEncoder}; EfficientNet (arXiv:1905.11946).
 *
 * @param index global, from 0
 * @param stage from 1
 * @param inChannels of the block's input
 * @param midChannels of the depthwise convolution
 * @param outChannels of the block's output
 * @param kernel side of the depthwise convolution's window
 * @param stride 1 or 2
 * @param paddingBefore zeros to the left and on top
 * @param paddingAfter zeros to the right and below
 * @param squeezeChannels between the two convolutions of squeeze-excite; taken from the block's <em>input</em> channels
 * @param expands whether a 1×1 convolution widens the input first; blocks of ratio 1 have none
 * @param residual whether the input is added to the output; never in the first block of a stage
 */
public record EfficientNetBlock(
        int index,
        int stage,
        int inChannels,
        int midChannels,
        int outChannels,
        int kernel,
        int stride,
        int paddingBefore,
        int paddingAfter,
        int squeezeChannels,
        boolean expands,
        boolean residual) {

    private static final int STEM_CHANNELS = 32;

    /** Channels that the stem gives to the first block; the constant 32 is scaled, not {@code in_channels[0]}. */
    public static int stemChannels(AlignVisionConfig config) {
        return config.roundFilters(STEM_CHANNELS);
    }

    /**
     * All blocks of the tower, in order.
     *
     * @throws CheckpointException if a stage does not take what the one before it gives
     */
    public static List<EfficientNetBlock> of(AlignVisionConfig config) {
        List<EfficientNetBlock> blocks = new ArrayList<>();
        int channels = stemChannels(config);
        for (int stage = 0; stage < config.kernelSizes().size(); stage++) {
            int expected = config.roundFilters(config.inChannels().get(stage));
            if (channels != expected) {
                throw new CheckpointException("config.json, vision_config: expected in_channels[" + stage
                        + "] to be the " + channels + " channels that reach it after rounding, found " + expected);
            }
            int repeats = config.roundRepeats(config.numBlockRepeats().get(stage));
            for (int repeat = 0; repeat < repeats; repeat++) {
                EfficientNetBlock block = block(config, stage, repeat, blocks.size(), channels);
                blocks.add(block);
                channels = block.outChannels;
            }
        }
        return List.copyOf(blocks);
    }

    private static EfficientNetBlock block(AlignVisionConfig config, int stage, int repeat, int index, int inChannels) {
        int kernel = config.kernelSizes().get(stage);
        int stride = repeat == 0 ? config.strides().get(stage) : 1;
        int ratio = config.expandRatios().get(stage);
        boolean asymmetric = stride == 2 && !config.depthwisePadding().contains(index);
        return new EfficientNetBlock(
                index,
                stage + 1,
                inChannels,
                inChannels * ratio,
                config.roundFilters(config.outChannels().get(stage)),
                kernel,
                stride,
                asymmetric ? kernel / 2 - 1 : kernel / 2,
                kernel / 2,
                Math.max(1, (int) (inChannels * config.squeezeExpansionRatio())),
                ratio != 1,
                stride == 1 && repeat > 0);
    }

    /** Rows (or columns) of the last feature map for images of {@code size} of them. */
    public static int lastMapSide(AlignVisionConfig config, int size) {
        int side = stemOutputSize(size);
        for (EfficientNetBlock block : of(config)) {
            side = block.outputSize(side);
        }
        return side;
    }

    /** Rows (or columns) that the block gives for {@code size} of them. */
    public int outputSize(int size) {
        return (size + paddingBefore + paddingAfter - kernel) / stride + 1;
    }

    /** Rows (or columns) of the stem's output: a 3×3 window of stride 2 over one zero added at the end. */
    public static int stemOutputSize(int size) {
        return (size + 1 - 3) / 2 + 1;
    }
}

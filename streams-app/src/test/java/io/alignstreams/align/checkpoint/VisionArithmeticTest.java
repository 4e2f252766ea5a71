package io.alignstreams.align.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.alignstreams.align.AlignConfig;
import io.alignstreams.align.AlignModel;
import io.alignstreams.align.AlignProcessor;
import io.alignstreams.align.AlignTextConfig;
import io.alignstreams.align.AlignVisionConfig;
import io.alignstreams.align.image.RgbImage;
import io.alignstreams.align.onnx.OnnxOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Image towers whose maps are odd, padded symmetrically or rounded otherwise, against {@link NaiveVisionModel}. */
class VisionArithmeticTest {
    private static final long SEED = 20;

    @TempDir
    private Path directory;

    @ParameterizedTest(name = "{0} pixels, divisor {1}, width {2}, symmetric padding in block {3}, {4} pooling")
    @CsvSource({
        "64, 8, 0.20, none, mean",
        "33, 8, 0.20, none, mean",
        "37, 8, 0.20, none, mean",
        "45, 4, 0.15, none, mean",
        "71, 6, 0.22, none, max",
        "37, 8, 0.20, 2, mean",
        "47, 8, 0.20, 2;5;8;16, mean",
        "46, 3, 0.11, 5;9, mean",
        "33, 8, 0.20, 0;1;2, max",
    })
    void shouldComputeWhatPlainLoopsCompute(int side, int divisor, double width, String padding, String pooling)
            throws IOException {
        List<Integer> symmetric = padding.equals("none")
                ? List.of()
                : List.of(padding.split(";")).stream().map(Integer::valueOf).toList();
        AlignVisionConfig vision = vision(side, divisor, width, symmetric, pooling);
        AlignConfig config = AlignConfig.fromTextVisionConfigs(text(), vision, vision.embeddingDimension());
        new RandomCheckpoint(config, new RandomCheckpoint.ImageSizes(side, side), SEED)
                .write(directory.resolve("checkpoint"), step -> {});
        Path imported = directory.resolve("model");
        new CheckpointImporter(directory.resolve("checkpoint"), step -> {}).importInto(imported, "test");

        try (AlignProcessor processor = AlignProcessor.fromPretrained(imported);
                AlignModel model = AlignModel.fromPretrained(imported, new OnnxOptions(1))) {
            RgbImage image = noise(side);
            float[] found =
                    model.getImageFeatures(processor.images(List.of(image))).row(0);
            double[] expected = new NaiveVisionModel(vision, Safetensors.open(imported.resolve("model.safetensors")))
                    .features(processor.imageProcessor().pixelValues(image), side, side);
            double largest = 0;
            double scale = 0;
            assertThat(found).hasSameSizeAs(expected);
            for (int i = 0; i < expected.length; i++) {
                largest = Math.max(largest, Math.abs(expected[i] - found[i]));
                scale = Math.max(scale, Math.abs(expected[i]));
            }
            System.out.printf(
                    "image tower against plain loops: %d pixels, divisor %d, symmetric %s: largest difference %.2e of %.2f%n",
                    side, divisor, symmetric, largest, scale);
            assertThat(scale).isGreaterThan(0.01);
            assertThat(largest).isLessThan(5e-5 * Math.max(1, scale));
        }
    }

    private static AlignVisionConfig vision(
            int side, int divisor, double width, List<Integer> symmetric, String pooling) {
        AlignVisionConfig defaults = AlignVisionConfig.defaults();
        return new AlignVisionConfig(
                3,
                side,
                width,
                1.1,
                divisor,
                defaults.kernelSizes(),
                defaults.inChannels(),
                defaults.outChannels(),
                defaults.strides(),
                defaults.numBlockRepeats(),
                defaults.expandRatios(),
                symmetric,
                defaults.squeezeExpansionRatio(),
                "silu",
                64,
                pooling,
                defaults.batchNormEps());
    }

    private static AlignTextConfig text() {
        return new AlignTextConfig(200, 16, 1, 2, 32, "gelu", 16, 2, 1e-12, 0, "absolute");
    }

    private static RgbImage noise(int side) {
        byte[] pixels = new byte[side * side * 3];
        new Random(SEED).nextBytes(pixels);
        return new RgbImage(side, side, pixels);
    }
}

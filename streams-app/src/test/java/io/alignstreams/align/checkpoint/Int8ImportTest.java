package io.alignstreams.align.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.alignstreams.align.AlignConfig;
import io.alignstreams.align.AlignModel;
import io.alignstreams.align.CheckpointException;
import io.alignstreams.align.EfficientNetBlock;
import io.alignstreams.align.FloatTensor;
import io.alignstreams.align.ImageBatch;
import io.alignstreams.align.ModelManifest;
import io.alignstreams.align.Precision;
import io.alignstreams.align.image.DecodingLimits;
import io.alignstreams.align.image.EfficientNetImageProcessor;
import io.alignstreams.align.image.ExifOrientation;
import io.alignstreams.align.image.ImageDecoder;
import io.alignstreams.align.image.ImageRefusedException;
import io.alignstreams.align.image.RgbImage;
import io.alignstreams.align.onnx.ExecutionProvider;
import io.alignstreams.align.onnx.ExecutionProviderException;
import io.alignstreams.align.onnx.OnnxOptions;
import io.alignstreams.world.Artist;
import io.alignstreams.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Int8ImportTest {
    private static final Path CHECKPOINT = Path.of("../config/demo-model");
    private static final long SEED = 12;
    private static final float BATCH_TOLERANCE = 1e-5f;

    @TempDir
    private static Path directory;

    @Test
    void shouldGiveFeaturesLikeThoseOfFp32OnPicturesItWasNotCalibratedOn() throws IOException {
        List<RgbImage> others = cropped(SEED + 1, 40);
        ModelManifest fp32 = importer().importInto(directory.resolve("fp32"), "demo");
        ModelManifest int8 = imported("int8", pictures(SEED, 60));
        CosineSummary cosines = CosineSummary.of(features("fp32", others), features("int8", others));

        System.out.printf("int8: cosines of %.4f on average, %.4f at least%n", cosines.mean(), cosines.min());
        assertThat(cosines.mean()).isBetween(Precision.LEAST_INT8_COSINE, 0.99999);
        assertThat(int8.precision()).isEqualTo(Precision.INT8);
        assertThat(int8.modelDigest()).isEqualTo(fp32.modelDigest());
        assertThat(int8.graphs().get(AlignModel.TEXT_GRAPH))
                .isEqualTo(fp32.graphs().get(AlignModel.TEXT_GRAPH));
    }

    @Test
    void shouldEmbedImagesAloneAsInABatch() throws IOException {
        List<RgbImage> images = cropped(SEED + 2, 24);
        imported("batches", pictures(SEED, 20));
        List<float[]> together = rows(features("batches", ImageBatch.of(images)));
        List<float[]> alone = features("batches", images);
        for (int i = 0; i < images.size(); i++) {
            for (int j = 0; j < alone.get(i).length; j++) {
                assertThat(together.get(i)[j]).isCloseTo(alone.get(i)[j], within(BATCH_TOLERANCE));
            }
        }
    }

    @Test
    void shouldEmbedAsBeforeWhateverBecomesOfTheFiles() throws IOException {
        imported("files", pictures(SEED, 20));
        Path model = directory.resolve("files");
        ImageBatch image = ImageBatch.of(cropped(SEED + 4, 1));
        try (AlignModel loaded = AlignModel.fromPretrained(model, new OnnxOptions(1))) {
            FloatTensor before = loaded.getImageFeatures(image);
            for (String file : List.of(AlignModel.VISION_GRAPH, AlignModel.WEIGHTS)) {
                Path path = model.resolve(file);
                Files.write(path, new byte[Math.toIntExact(Files.size(path))]);
                assertThat(loaded.getImageFeatures(image))
                        .as("%s overwritten", file)
                        .isEqualTo(before);
                Files.write(path, new byte[0]);
                assertThat(loaded.getImageFeatures(image))
                        .as("%s truncated", file)
                        .isEqualTo(before);
            }
        }
    }

    @Test
    void shouldBeRefusedOnAGpuBeforeAnyWeightIsRead() throws IOException {
        imported("gpu", pictures(SEED, 20));
        Files.delete(directory.resolve("gpu").resolve(AlignModel.TEXT_GRAPH));

        assertThatThrownBy(() -> AlignModel.fromPretrained(
                        directory.resolve("gpu"), new OnnxOptions(1, ExecutionProvider.CUDA, 0)))
                .isInstanceOf(ExecutionProviderException.class)
                .hasMessageStartingWith("expected a model in fp32, found one in int8");
    }

    @Test
    void shouldDigestWhatItWasCalibratedOn() throws IOException {
        String first = imported("first", pictures(SEED, 20)).graphs().get(AlignModel.VISION_GRAPH);
        assertThat(imported("again", pictures(SEED, 20)).graphs()).containsEntry(AlignModel.VISION_GRAPH, first);
        assertThat(imported("other", pictures(SEED + 3, 20)).graphs())
                .extractingByKey(AlignModel.VISION_GRAPH)
                .isNotEqualTo(first);
    }

    @Test
    void shouldRefuseAModelThatInt8DoesNotSuit() throws IOException {
        Path outlier = directory.resolve("outlier-checkpoint");
        RandomCheckpoint.like(RandomCheckpoint.Like.TINY, 1).write(outlier, step -> {});
        hideAnOutlier(outlier);
        Path out = directory.resolve("outlier");

        assertThatThrownBy(() -> new CheckpointImporter(outlier, step -> {})
                        .importInt8Into(out, "outlier", processor -> cropped(pictures(SEED, 20), processor)))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("expected int8 features whose cosine with those of fp32 is 0.99 on average")
                .hasMessageContaining("import with --precision fp32");
        assertThat(Files.exists(out)).isFalse();
    }

    /** One channel that is far larger than all others and counts for nothing: bytes that reach so far tell no others apart. */
    private static void hideAnOutlier(Path checkpoint) throws IOException {
        EfficientNetBlock reader = EfficientNetBlock.of(
                        AlignConfig.fromPretrained(checkpoint).visionConfig())
                .stream()
                .filter(block -> block.stage() == 5)
                .findFirst()
                .orElseThrow();
        Safetensors weights = Safetensors.open(checkpoint.resolve(AlignModel.WEIGHTS));
        String blocks = "vision_model.encoder.blocks.";
        String norm = blocks + (reader.index() - 1) + ".projection.project_bn.weight";
        String convolution = blocks + reader.index() + ".expansion.expand_conv.weight";
        float[] gamma = weights.floats(norm);
        gamma[0] = 1e5f;
        float[] kernel = weights.floats(convolution);
        for (int i = 0; i < kernel.length; i += reader.inChannels()) {
            kernel[i] = 0;
        }
        SafetensorsWriter.overwrite(weights, Map.of(norm, gamma, convolution, kernel));
    }

    @Test
    void shouldGetPicturesBeforeItCopiesAnything() {
        List<String> steps = new ArrayList<>();
        CheckpointImporter importer = new CheckpointImporter(CHECKPOINT, steps::add);
        CheckpointException tooFew = new CheckpointException("too few pictures");

        assertThatThrownBy(() -> importer.importInt8Into(directory.resolve("few"), "demo", processor -> {
                    throw tooFew;
                }))
                .isSameAs(tooFew);
        assertThat(steps).containsExactly("checked " + CHECKPOINT);
    }

    private static CheckpointImporter importer() {
        return new CheckpointImporter(CHECKPOINT, step -> {});
    }

    private static ModelManifest imported(String name, List<byte[]> pictures) throws IOException {
        return importer().importInt8Into(directory.resolve(name), "demo", processor -> cropped(pictures, processor));
    }

    private static List<byte[]> pictures(long seed, int count) {
        World world = new World(Artist.NOTO, seed);
        return IntStream.range(0, count).mapToObj(i -> world.picture(i).jpeg()).toList();
    }

    private static List<RgbImage> cropped(List<byte[]> pictures, EfficientNetImageProcessor processor) {
        ImageDecoder decoder = new ImageDecoder(ExifOrientation.IGNORE, DecodingLimits.DEFAULT);
        List<RgbImage> images = new ArrayList<>();
        for (byte[] picture : pictures) {
            try {
                images.add(decoder.decode(picture, processor::preprocess));
            } catch (ImageRefusedException e) {
                throw new AssertionError(e);
            }
        }
        return images;
    }

    private static List<RgbImage> cropped(long seed, int count) throws IOException {
        return cropped(pictures(seed, count), EfficientNetImageProcessor.fromPretrained(CHECKPOINT));
    }

    private static List<float[]> features(String model, List<RgbImage> images) throws IOException {
        List<float[]> features = new ArrayList<>();
        for (RgbImage image : images) {
            features.addAll(rows(features(model, ImageBatch.of(List.of(image)))));
        }
        return features;
    }

    private static FloatTensor features(String model, ImageBatch images) throws IOException {
        try (AlignModel loaded = AlignModel.fromPretrained(directory.resolve(model), new OnnxOptions(1))) {
            return loaded.getImageFeatures(images);
        }
    }

    private static List<float[]> rows(FloatTensor features) {
        return IntStream.range(0, features.size(0)).mapToObj(features::row).toList();
    }
}

package io.alignstreams.align;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alignstreams.align.checkpoint.CheckpointImporter;
import io.alignstreams.align.checkpoint.RandomCheckpoint;
import io.alignstreams.align.image.RgbImage;
import io.alignstreams.align.onnx.OnnxOptions;
import io.alignstreams.align.text.BatchEncoding;
import io.alignstreams.align.text.Padding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What else is in a batch does not matter. */
class BatchTest {
    private static final long SEED = new Random().nextLong();
    private static final double TOLERANCE = 1e-5;
    private static final int LARGEST_BATCH = 32;

    @TempDir
    private static Path directory;

    private static AlignProcessor processor;
    private static AlignModel model;

    @BeforeAll
    static void makeModel() throws IOException {
        System.out.println("batches: seed " + SEED);
        RandomCheckpoint.like(RandomCheckpoint.Like.TINY, SEED).write(directory.resolve("checkpoint"), step -> {});
        Path imported = directory.resolve("model");
        new CheckpointImporter(directory.resolve("checkpoint"), step -> {}).importInto(imported, "tiny");
        processor = AlignProcessor.fromPretrained(imported);
        model = AlignModel.fromPretrained(imported, new OnnxOptions(1));
    }

    @AfterAll
    static void close() {
        model.close();
        processor.close();
    }

    @Test
    void shouldEmbedImagesAloneAsInAnyBatchInAnyOrder() {
        Random random = new Random(SEED);
        List<RgbImage> images = IntStream.range(0, LARGEST_BATCH)
                .mapToObj(i -> picture(random, 40 + i, 90 - i))
                .toList();
        List<float[]> alone = images.stream()
                .map(image -> embeds(model.getImageFeatures(processor.images(List.of(image))))
                        .row(0))
                .toList();
        double largest = 0;
        for (int size = 1; size <= LARGEST_BATCH; size++) {
            List<Integer> order =
                    new ArrayList<>(IntStream.range(0, LARGEST_BATCH).boxed().toList());
            Collections.shuffle(order, random);
            List<Integer> chosen = order.subList(0, size);
            FloatTensor batch = embeds(model.getImageFeatures(
                    processor.images(chosen.stream().map(images::get).toList())));
            for (int i = 0; i < size; i++) {
                largest = Math.max(largest, difference(alone.get(chosen.get(i)), batch.row(i)));
            }
        }
        System.out.printf("batches of images: 1 to %d, largest difference %.2e%n", LARGEST_BATCH, largest);
        assertThat(largest).isLessThanOrEqualTo(TOLERANCE);
    }

    @Test
    void shouldEmbedTextsAloneAsInAnyBatchInAnyOrder() {
        List<String> texts = IntStream.range(0, LARGEST_BATCH)
                .mapToObj(i -> "a photo of " + "very ".repeat(i % 7) + "number " + i)
                .toList();
        Map<String, float[]> alone = new HashMap<>();
        texts.forEach(text -> alone.put(text, embed(List.of(text)).row(0)));
        double largest = 0;
        for (int size = 1; size <= LARGEST_BATCH; size++) {
            List<String> chosen = new ArrayList<>(texts);
            Collections.shuffle(chosen, new Random(SEED + size));
            FloatTensor batch = embed(chosen.subList(0, size));
            for (int i = 0; i < size; i++) {
                largest = Math.max(largest, difference(alone.getOrDefault(chosen.get(i), new float[0]), batch.row(i)));
            }
        }
        System.out.printf("batches of texts: 1 to %d, largest difference %.2e%n", texts.size(), largest);
        assertThat(largest).isLessThanOrEqualTo(TOLERANCE);
    }

    @Test
    void shouldComputeTheLossWhenAsked() {
        Random random = new Random(SEED);
        ImageBatch images = processor.images(List.of(picture(random, 64, 64), picture(random, 64, 64)));
        BatchEncoding texts = processor.texts(List.of("cat", "a red car"));

        assertThat(model.forward(texts, images, false).loss()).isNull();
        AlignOutput output = model.forward(texts, images, true);
        assertThat(output.loss()).isEqualTo(ContrastiveLoss.of(output.logitsPerText()));
        assertThatThrownBy(() -> model.forward(processor.texts(List.of("cat")), images, true))
                .hasMessageContaining("expected as many images as texts for a loss, found 2 and 1");
    }

    @Test
    void shouldTellDifferentPicturesAndTextsApart() {
        Random random = new Random(SEED);
        FloatTensor images = embeds(model.getImageFeatures(
                processor.images(List.of(picture(random, 64, 64), picture(random, 64, 64), picture(random, 64, 64)))));
        FloatTensor texts = embeds(model.getTextFeatures(processor.texts(List.of("cat", "a red car", "dog and bone"))));
        assertThat(images.timesTransposed(images, 1).get(0, 1)).isLessThan(0.995f);
        assertThat(texts.timesTransposed(texts, 1).get(0, 1)).isLessThan(0.999f);
    }

    private static FloatTensor embed(List<String> texts) {
        return embeds(model.getTextFeatures(processor.texts(texts, Padding.LONGEST, true)));
    }

    private static FloatTensor embeds(FloatTensor features) {
        return features.normalizeRows();
    }

    /** A few rectangles of random colours. */
    private static RgbImage picture(Random random, int width, int height) {
        byte[] pixels = new byte[width * height * 3];
        for (int shape = 0; shape < 6; shape++) {
            int left = random.nextInt(width);
            int top = random.nextInt(height);
            byte[] colour = new byte[3];
            random.nextBytes(colour);
            for (int y = top; y < height; y++) {
                for (int x = left; x < width; x++) {
                    System.arraycopy(colour, 0, pixels, (y * width + x) * 3, 3);
                }
            }
        }
        return new RgbImage(width, height, pixels);
    }

    private static double difference(float[] expected, float[] found) {
        double largest = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs((double) expected[i] - found[i]));
        }
        return largest;
    }
}

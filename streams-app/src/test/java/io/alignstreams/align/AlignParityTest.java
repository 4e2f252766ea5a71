package io.alignstreams.align;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.alignstreams.align.checkpoint.CheckpointImporter;
import io.alignstreams.align.image.DecodingLimits;
import io.alignstreams.align.image.ExifOrientation;
import io.alignstreams.align.image.ImageDecoder;
import io.alignstreams.align.image.ImageRefusedException;
import io.alignstreams.align.image.RgbImage;
import io.alignstreams.align.onnx.OnnxOptions;
import io.alignstreams.align.text.BatchEncoding;
import io.alignstreams.align.text.Padding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The model of golden/tiny-a against what the reference implementation says of the same images and texts. */
class AlignParityTest {
    private static final String GOLDEN = "tiny-a/golden/";
    private static final JsonNode MANIFEST = Golden.json(GOLDEN + "manifest.json");
    private static final double IMAGE_EMBEDS_TOLERANCE = 5e-5;
    private static final double TEXT_EMBEDS_TOLERANCE = 2e-5;

    @TempDir
    private static Path directory;

    private static AlignProcessor processor;
    private static AlignModel model;
    private static ImageBatch images;
    private static BatchEncoding texts;

    @BeforeAll
    static void importModel() throws IOException, ImageRefusedException {
        Path out = directory.resolve("tiny-a");
        new CheckpointImporter(Golden.path("tiny-a"), step -> {}).importInto(out, "tiny-a");
        processor = AlignProcessor.fromPretrained(out);
        model = AlignModel.fromPretrained(out, new OnnxOptions(1));

        ImageDecoder decoder = new ImageDecoder(ExifOrientation.IGNORE, DecodingLimits.DEFAULT);
        List<RgbImage> decoded = new ArrayList<>();
        for (JsonNode name : MANIFEST.path("model").path("images")) {
            decoded.add(decoder.decode(Golden.bytes(GOLDEN + "images/" + name.asText())));
        }
        images = processor.images(decoded);
        Map<String, String> byKey = new HashMap<>();
        Golden.json(GOLDEN + "texts.json")
                .forEach(text ->
                        byKey.put(text.path("key").asText(), text.path("text").asText()));
        List<String> chosen = new ArrayList<>();
        MANIFEST.path("model").path("texts").forEach(key -> chosen.add(byKey.get(key.asText())));
        texts = processor.texts(chosen);
    }

    @AfterAll
    static void close() {
        model.close();
        processor.close();
    }

    @Test
    void shouldReadTheTemperatureFromTheWeights() {
        assertThat(model.temperature())
                .isEqualTo((float) MANIFEST.path("model").path("temperature").asDouble());
    }

    @Test
    void shouldAgreeWithTheReferenceOnEmbeddingsAndLogits() {
        AlignOutput output = model.forward(texts, images, false);
        assertClose("image_embeds", output.imageEmbeds(), IMAGE_EMBEDS_TOLERANCE);
        assertClose("text_embeds", output.textEmbeds(), TEXT_EMBEDS_TOLERANCE);
        assertClose("logits_per_image", output.logitsPerImage(), suggested("model/logits_per_image.bin"));
        assertClose("logits_per_text", output.logitsPerText(), suggested("model/logits_per_text.bin"));
    }

    @Test
    void shouldAgreeWithTheReferenceOnUnnormalisedFeatures() {
        assertClose("image_features", model.getImageFeatures(images), suggested("model/image_features.bin"));
        assertClose("text_features", model.getTextFeatures(texts), suggested("model/text_features.bin"));
    }

    @Test
    void shouldAgreeOnEveryTextTruncated() {
        List<String> all = new ArrayList<>();
        Golden.json(GOLDEN + "texts.json")
                .forEach(text -> all.add(text.path("text").asText()));
        FloatTensor features = model.getTextFeatures(processor.texts(all, Padding.MAX_LENGTH, true));
        assertClose("all_text_features", features, suggested("model/all_text_features.bin"));
    }

    @Test
    void shouldNotDependOnPaddingBeyondRounding() {
        List<String> text = List.of("a photo of a cat");
        FloatTensor padded = model.getTextFeatures(processor.texts(text));
        FloatTensor tight = model.getTextFeatures(processor.texts(text, Padding.LONGEST, true));
        assertThat(largestDifference(padded.values(), tight.values())).isLessThan(1e-5);
    }

    @Test
    void shouldGiveThePoolersOutputThatTheFeaturesDoNotUse() {
        AlignTextModel.Output output = model.textModel().forward(processor.texts(List.of("a photo of a cat")));
        assertThat(output.poolerOutput()).isNotNull();
        assertThat(largestDifference(
                        Golden.floats(GOLDEN + "text/cat/unused_pooler_output.bin"),
                        output.poolerOutput().values()))
                .isLessThan(1e-5);
        float[] cls = Golden.floats(GOLDEN + "text/cat/cls.bin");
        float[] first = java.util.Arrays.copyOf(output.lastHiddenState().values(), cls.length);
        assertThat(largestDifference(cls, first)).isLessThan(2e-5);
    }

    @Test
    void shouldGiveTheLastFeatureMapOfTheImageTower() {
        FloatTensor map = model.visionModel().forward(images).lastHiddenState();
        float[] expected = Golden.floats(GOLDEN + "vision/rgb_png/block22.bin");
        assertThat(map.shape()).containsExactly(images.batchSize(), 64, 2, 2);
        assertThat(largestDifference(expected, map.row(0))).isLessThan(suggested("vision/rgb_png/block22.bin"));
    }

    private static void assertClose(String name, FloatTensor found, double tolerance) {
        double difference = largestDifference(Golden.floats(GOLDEN + "model/" + name + ".bin"), found.values());
        System.out.printf(
                "parity with the reference: %-17s %-8s largest difference %.2e, tolerance %.1e%n",
                name, found.size(0) + "x" + found.size(1), difference, tolerance);
        assertThat(difference).as(name).isLessThanOrEqualTo(tolerance);
    }

    private static double suggested(String file) {
        for (JsonNode entry : MANIFEST.path("entries")) {
            if (entry.path("file").asText().equals(file)) {
                return entry.path("suggest_atol").asDouble();
            }
        }
        throw new AssertionError("no entry " + file);
    }

    private static double largestDifference(float[] expected, float[] found) {
        assertThat(found).hasSameSizeAs(expected);
        double largest = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs((double) expected[i] - found[i]));
        }
        return largest;
    }
}

package io.alignstreams.align.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.alignstreams.align.Golden;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** Decoding and preprocessing against what Pillow and the reference's slow processor make of the same files. */
class PreprocessingParityTest {
    private static final String TINY = "tiny-a/golden/";
    private static final String BASE = "base-preprocess/";

    private final ImageDecoder decoder = new ImageDecoder(ExifOrientation.IGNORE, DecodingLimits.DEFAULT);

    @Test
    void shouldDecodeResizeAndRescaleEveryImageBitForBit() throws IOException, ImageRefusedException {
        EfficientNetImageProcessor processor = EfficientNetImageProcessor.fromPretrained(Golden.path("tiny-a"));
        int count = 0;
        for (JsonNode entry : Golden.json(TINY + "manifest.json").path("images")) {
            String file = entry.path("file").asText();
            RgbImage image = decoder.decode(Golden.bytes(TINY + file));
            assertThat(image.width()).as(file).isEqualTo(entry.path("width").asInt());
            assertThat(image.height()).as(file).isEqualTo(entry.path("height").asInt());
            assertThat(Golden.sha256(image.pixels()))
                    .as("decoded " + file)
                    .isEqualTo(entry.path("decoded_rgb_sha256").asText());
            assertThat(processor.resize(image).pixels())
                    .as("resized " + file)
                    .isEqualTo(Golden.bytes(TINY + entry.path("resized").asText()));
            assertThat(processor.pixelValues(image))
                    .as("pixel values of " + file)
                    .isEqualTo(Golden.floats(TINY + entry.path("pixel_values").asText()));
            count++;
        }
        System.out.println("parity with Pillow: " + count
                + " images decoded, resized and rescaled, largest difference 0 (bit-equal)");
        assertThat(count).isEqualTo(28);
    }

    @Test
    void shouldResizeEveryVectorBitForBit() {
        int count = 0;
        for (JsonNode entry : Golden.json("resize/manifest.json").path("entries")) {
            RgbImage image = new RgbImage(
                    entry.path("width").asInt(),
                    entry.path("height").asInt(),
                    Golden.bytes("resize/" + entry.path("in").asText()));
            RgbImage resized = BilinearResize.resize(
                    image,
                    entry.path("out_width").asInt(346),
                    entry.path("out_height").asInt(346));
            assertThat(Golden.sha256(resized.pixels()))
                    .as(entry.path("in").asText())
                    .isEqualTo(entry.path("sha256_out").asText());
            count++;
        }
        System.out.println("parity with Pillow: " + count + " resizes, largest difference 0 (bit-equal)");
        assertThat(count).isEqualTo(30);
    }

    @Test
    void shouldPreprocessForTheFullSizeModelBitForBit() throws IOException, ImageRefusedException {
        EfficientNetImageProcessor processor =
                EfficientNetImageProcessor.fromPretrained(Golden.path("base-preprocess"));
        int count = 0;
        for (JsonNode entry : Golden.json(BASE + "manifest.json").path("entries")) {
            String file = entry.path("image").asText();
            RgbImage image = decoder.decode(Golden.bytes(BASE + file));
            assertThat(Golden.sha256(processor.resize(image).pixels()))
                    .as("resized " + file)
                    .isEqualTo(entry.path("resized_sha256").asText());
            assertThat(processor.preprocess(image).pixels())
                    .as("crop of " + file)
                    .isEqualTo(Golden.bytes(BASE + entry.path("crop").asText()));
            assertThat(Golden.sha256(littleEndian(processor.pixelValues(image))))
                    .as("pixel values of " + file)
                    .isEqualTo(entry.path("pixel_values_sha256").asText());
            count++;
        }
        System.out.println(
                "parity with Pillow: " + count + " images preprocessed to 289x289, largest difference 0 (bit-equal)");
        assertThat(count).isEqualTo(8);
    }

    @Test
    void shouldRescaleAllBytesBitForBit() throws IOException {
        float[] table = EfficientNetImageProcessor.fromPretrained(Golden.path("base-preprocess"))
                .rescaleTable();
        float[] expected = Golden.floats(BASE + "rescale_lut_256_f32.bin");
        for (int i = 0; i < table.length; i++) {
            assertThat(table[i]).isEqualTo(expected[i % 256]);
        }
    }

    private static byte[] littleEndian(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }
}

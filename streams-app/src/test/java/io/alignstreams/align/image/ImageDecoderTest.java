package io.alignstreams.align.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alignstreams.align.Golden;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {
    private static final Path IMAGES = Path.of("src/test/resources/images");
    private static final long SEED = new Random().nextLong();
    private static final int MUTATIONS_PER_FILE = 200;

    private final ImageDecoder decoder = new ImageDecoder(ExifOrientation.IGNORE, DecodingLimits.DEFAULT);
    private final ImageDecoder accepting = new ImageDecoder(
            ExifOrientation.IGNORE,
            new DecodingLimits(1_000_000, Duration.ofMinutes(1), DecodingLimits.Truncated.ACCEPT));
    private final ImageDecoder upright = new ImageDecoder(ExifOrientation.APPLY, DecodingLimits.DEFAULT);

    static Stream<JsonNode> images() throws IOException {
        return StreamSupport.stream(
                new ObjectMapper()
                        .readTree(IMAGES.resolve("images.json").toFile())
                        .spliterator(),
                false);
    }

    @ParameterizedTest
    @MethodSource("images")
    void shouldDecodeWhatPillowDecodes(JsonNode entry) throws IOException, ImageRefusedException {
        boolean apply = entry.path("exif").asText().equals("apply");
        RgbImage image = (apply ? upright : decoder)
                .decode(Files.readAllBytes(IMAGES.resolve(entry.path("file").asText())));
        assertThat(image)
                .hasToString(entry.path("width").asText() + "x"
                        + entry.path("height").asText());
        assertThat(Golden.sha256(image.pixels()))
                .isEqualTo(entry.path("rgb_sha256").asText());
    }

    @Test
    void shouldLeaveTheOrientationAloneWhenTold() throws IOException, ImageRefusedException {
        byte[] turned = Files.readAllBytes(IMAGES.resolve("exif_6.jpg"));
        assertThat(decoder.decode(turned)).hasToString("23x17");
        assertThat(upright.decode(turned)).hasToString("17x23");
    }

    @Test
    void shouldDecodeAgainWhenTheHeapWasFull() throws IOException, ImageRefusedException {
        byte[] image = Files.readAllBytes(IMAGES.resolve("exif_6.jpg"));
        AtomicInteger times = new AtomicInteger();

        RgbImage decoded = decoder.decode(image, whole -> {
            if (times.incrementAndGet() == 1) {
                throw new OutOfMemoryError("Java heap space");
            }
            return whole;
        });

        assertThat(decoded).hasToString("23x17");
        assertThat(times).hasValue(2);
    }

    @Test
    void shouldNotCallAnImageBrokenForWhichTheHeapIsTooSmall() throws IOException {
        byte[] image = Files.readAllBytes(IMAGES.resolve("exif_6.jpg"));

        assertThatThrownBy(() -> decoder.decode(image, decoded -> {
                    throw new OutOfMemoryError("Java heap space");
                }))
                .isInstanceOfSatisfying(ImageRefusedException.class, refused -> assertThat(refused.fault())
                        .isEqualTo(ImageFault.IMAGE_TOO_LARGE))
                .hasMessageEndingWith("found: java.lang.OutOfMemoryError: Java heap space; raise -Xmx");
    }

    @Test
    void shouldRefuseNothing() {
        assertRefused(new byte[0], ImageFault.IMAGE_EMPTY, "0 bytes");
    }

    @Test
    void shouldRefuseWhatIsNoImage() {
        assertRefused("%PDF-1.7 and so on".getBytes(StandardCharsets.US_ASCII), ImageFault.IMAGE_FORMAT, "25504446");
        assertRefused(new byte[] {1}, ImageFault.IMAGE_FORMAT, "01");
    }

    @Test
    void shouldRefuseAForgedSizeBeforeTakingMemory() throws IOException {
        byte[] bomb = HostilePng.grey(30_000, 30_000, 8, 0, 100_000);
        assertRefused(bomb, ImageFault.IMAGE_TOO_LARGE, "30000x30000");
    }

    @Test
    void shouldRefuseSidesThatNoResizingCopesWith() throws IOException {
        assertRefused(HostilePng.grey(10, 3_000_000, 8, 0, 1_000), ImageFault.IMAGE_TOO_LARGE, "10x3000000");
        assertRefused(HostilePng.grey(50_000_000, 1, 8, 0, 1_000), ImageFault.IMAGE_TOO_LARGE, "50000000x1");
    }

    @Test
    void shouldResizeTheLongestSidesThatAreTaken() throws IOException, ImageRefusedException {
        RgbImage tall = decoder.decode(HostilePng.grey(10, ImageDecoder.MAX_SIDE, 8, 0, 1_000));
        assertThat(BilinearResize.resize(tall, 346, 346)).hasToString("346x346");
    }

    @Test
    void shouldTakeAnImageOfJustTheLimit() throws IOException, ImageRefusedException {
        byte[] rgb = Files.readAllBytes(IMAGES.resolve("rgb.bmp"));
        assertThat(new ImageDecoder(ExifOrientation.APPLY, DecodingLimits.DEFAULT.withMaxPixels(23 * 17)).decode(rgb))
                .hasToString("23x17");
        assertThatThrownBy(
                        () -> new ImageDecoder(ExifOrientation.APPLY, DecodingLimits.DEFAULT.withMaxPixels(23 * 17 - 1))
                                .decode(rgb))
                .hasMessageContaining("expected at most 390 pixels, found 23x17");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rgb_420.jpg", "cmyk.jpg", "rgba.png", "palette_4bit.png", "plain.gif", "rgb.bmp"})
    void shouldRefuseATruncatedImage(String file) throws IOException {
        byte[] whole = Files.readAllBytes(IMAGES.resolve(file));
        for (int part = 1; part < 8; part++) {
            byte[] truncated = Arrays.copyOf(whole, whole.length * part / 8);
            assertThatThrownBy(() -> decoder.decode(truncated))
                    .as(file + " cut to " + truncated.length + " of " + whole.length + " bytes")
                    .isInstanceOfSatisfying(ImageRefusedException.class, refused -> assertThat(refused.fault())
                            .isEqualTo(ImageFault.IMAGE_UNDECODABLE));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rgb_420.jpg", "rgba.png", "palette_4bit.png", "plain.gif", "rgb.bmp"})
    void shouldTakeWhatThereIsOfATruncatedImageIfTold(String file) throws IOException, ImageRefusedException {
        byte[] whole = Files.readAllBytes(IMAGES.resolve(file));

        RgbImage part = accepting.decode(Arrays.copyOf(whole, whole.length - Math.max(40, whole.length / 16)));
        assertThat(part).hasToString("23x17").isNotEqualTo(decoder.decode(whole));
        int first = file.endsWith(".gif") ? 1 : 4; // its rows are interlaced
        assertThat(rows(part, first, file)).isEqualTo(rows(decoder.decode(whole), first, file));
        assertThat(accepting.decode(whole)).isEqualTo(decoder.decode(whole));
        assertThatThrownBy(() -> accepting.decode(Arrays.copyOf(whole, 12))).isInstanceOf(ImageRefusedException.class);
    }

    @Test
    void shouldTakeWhatThereIsOfTruncatedCmykIfTold() throws IOException, ImageRefusedException {
        byte[] whole = Files.readAllBytes(IMAGES.resolve("cmyk.jpg"));
        assertThat(accepting.decode(Arrays.copyOf(whole, whole.length - 20)))
                .hasToString("23x17")
                .isNotEqualTo(decoder.decode(whole));
    }

    @Test
    void shouldRefuseTruncatedImagesOfWhichThereIsNothing() throws IOException {
        byte[] webp = Files.readAllBytes(IMAGES.resolve("lossless.webp"));
        assertThatThrownBy(() -> accepting.decode(Arrays.copyOf(webp, webp.length - 20)))
                .hasMessageContaining("premature end");
        assertThatThrownBy(() -> accepting.decode(Arrays.copyOf(HostileBmp.palette(23, 17, 1), 1_000)))
                .isInstanceOf(ImageRefusedException.class);
    }

    @Test
    void shouldRefuseMoreBytesThanAnyImageHas() {
        byte[] large = Arrays.copyOf(Bytes.of(0xFF, 0xD8, 0xFF), ImageDecoder.MAX_ENCODED_BYTES + 1);
        assertRefused(large, ImageFault.IMAGE_TOO_LARGE, "67108865");
    }

    @Test
    void shouldRefuseLimitsThatNoArrayHolds() {
        assertThatThrownBy(() -> DecodingLimits.DEFAULT.withMaxPixels(0)).hasMessageContaining("found 0");
        assertThatThrownBy(() -> DecodingLimits.DEFAULT.withMaxPixels(DecodingLimits.MOST_PIXELS + 1))
                .hasMessageContaining("from 1 to 715827882 pixels");
    }

    /** The first rows that are stored; of this BMP the last. */
    private static byte[] rows(RgbImage image, int count, String file) {
        int bytes = count * image.width() * RgbImage.CHANNELS;
        byte[] pixels = image.pixels();
        return file.endsWith(".bmp")
                ? Arrays.copyOfRange(pixels, pixels.length - bytes, pixels.length)
                : Arrays.copyOf(pixels, bytes);
    }

    @Test
    void shouldRefuseWhatTakesMoreMemoryThanThereIs() throws ImageRefusedException {
        byte[] deep = HostilePng.grey(1_000, 1_000, 16, 0, 100);
        long room = Runtime.getRuntime().maxMemory();
        ImageDecoder roomy = new ImageDecoder(
                ExifOrientation.APPLY,
                DecodingLimits.DEFAULT.withMaxPixels(Math.min(room, DecodingLimits.MOST_PIXELS)));
        int side = (int) Math.sqrt(Math.min(room / 8.0, 30_000.0 * 20_000));
        byte[] large = HostilePng.grey(side, side, 16, 0, 100);

        assertThatThrownBy(() -> roomy.decode(large))
                .hasMessageContaining("half of the heap at most, found one that takes ")
                .hasMessageEndingWith("; raise -Xmx");
        assertThat(roomy.decode(deep)).hasToString("1000x1000");
    }

    @Test
    void shouldRefuseAProgressiveImageWhereverItIsCut() {
        byte[] whole = Golden.bytes("tiny-a/golden/images/progressive.jpg");
        for (int part = 1; part < 40; part++) {
            byte[] truncated = Arrays.copyOf(whole, whole.length * part / 40);
            assertThatThrownBy(() -> decoder.decode(truncated))
                    .as("cut to " + truncated.length + " of " + whole.length + " bytes")
                    .isInstanceOfSatisfying(ImageRefusedException.class, refused -> assertThat(refused.fault())
                            .isEqualTo(ImageFault.IMAGE_UNDECODABLE));
        }
    }

    @Test
    void shouldRefuseOrDecodeButNeverFailOtherwise() throws IOException {
        System.out.println("mutated images: seed " + SEED);
        Random random = new Random(SEED);
        int decoded = 0;
        int refused = 0;
        for (JsonNode entry : images().toList()) {
            byte[] whole = Files.readAllBytes(IMAGES.resolve(entry.path("file").asText()));
            for (int mutation = 0; mutation < MUTATIONS_PER_FILE; mutation++) {
                byte[] mutated = whole.clone();
                for (int i = 0; i <= random.nextInt(6); i++) {
                    mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
                }
                try {
                    upright.decode(mutated);
                    decoded++;
                } catch (ImageRefusedException e) {
                    refused++;
                }
            }
        }
        System.out.println("mutated images: " + decoded + " decoded, " + refused + " refused");
        assertThat(decoded).isPositive();
        assertThat(refused).isPositive();
    }

    private void assertRefused(byte[] encoded, ImageFault fault, String found) {
        assertThatThrownBy(() -> decoder.decode(encoded))
                .isInstanceOfSatisfying(ImageRefusedException.class, refused -> assertThat(refused.fault())
                        .isEqualTo(fault))
                .hasMessageContaining(found);
    }
}

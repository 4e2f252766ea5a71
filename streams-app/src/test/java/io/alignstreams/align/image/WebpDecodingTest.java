package io.alignstreams.align.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Random;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;

/** Whatever libwebp's own encoder makes of pictures without loss has to come back as it was. */
class WebpDecodingTest {
    private static final int PICTURES = 300;
    private static final int LONGEST_SIDE = 200;

    private final ImageDecoder decoder = new ImageDecoder(ExifOrientation.APPLY, DecodingLimits.DEFAULT);

    @Test
    void shouldDecodeWhatIsEncoded() throws IOException, ImageRefusedException {
        long seed = Long.getLong("align.seed", System.nanoTime());
        System.out.println("lossless WebP: seed " + seed);
        Random dice = new Random(seed);
        for (int picture = 0; picture < PICTURES; picture++) {
            int width = 1 + dice.nextInt(LONGEST_SIDE);
            int height = 1 + dice.nextInt(LONGEST_SIDE);
            BufferedImage image = picture(width, height, kind(dice));
            RgbImage decoded = decoder.decode(HostileWebp.encoded(image));
            assertThat(decoded)
                    .as("picture " + picture + " of seed " + seed)
                    .isEqualTo(RgbConversion.convert(image, false));
        }
    }

    /** A picture of few colours, a gradient, noise, or some of each in areas of their own. */
    private static IntBinaryOperator kind(Random dice) {
        int colours = 1 + dice.nextInt(40);
        int step = 1 + dice.nextInt(9);
        IntBinaryOperator few = (x, y) -> (dice.nextInt(colours) * 0x050B13) & 0xFFFFFF;
        IntBinaryOperator gradient = (x, y) -> ((x * step) & 0xFF) << 16 | ((y * step) & 0xFF) << 8 | ((x + y) & 0xFF);
        IntBinaryOperator noise = (x, y) -> dice.nextInt(1 << 24);
        return switch (dice.nextInt(4)) {
            case 0 -> few;
            case 1 -> gradient;
            case 2 -> noise;
            default ->
                (x, y) -> (x / 40 + y / 40) % 3 == 0
                        ? few.applyAsInt(x, y)
                        : (x / 40 + y / 40) % 3 == 1 ? gradient.applyAsInt(x, y) : noise.applyAsInt(x, y);
        };
    }

    private static BufferedImage picture(int width, int height, IntBinaryOperator kind) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, kind.applyAsInt(x, y));
            }
        }
        return image;
    }
}

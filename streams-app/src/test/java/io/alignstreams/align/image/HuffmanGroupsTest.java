package io.alignstreams.align.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HuffmanGroupsTest {
    @Test
    void shouldCountThoseThatAFileAsksFor() throws IOException {
        for (int groups : new int[] {1, 2, 255, 256, 257, 3_000, 65_536}) {
            assertThat(count(HostileWebp.groups(1_024, groups))).isEqualTo(groups);
        }
    }

    @Test
    void shouldFindOneWherePicturesAreSmall() throws IOException {
        for (String name : new String[] {"lossless.webp", "lossless_alpha.webp", "animated_lossless.webp"}) {
            assertThat(count(Files.readAllBytes(Path.of("src/test/resources/images", name))))
                    .isEqualTo(1);
        }
    }

    /** What an encoder makes of a large picture of several kinds of areas uses every part of the format. */
    @Test
    void shouldFindSomeInALargePicture() throws IOException {
        assertThat(count(HostileWebp.encoded(areas(700)))).isBetween(2, 300);
    }

    @Test
    void shouldRefuseToCountInWhatIsCutOff() throws IOException {
        WebpFile file = WebpFile.read(HostileWebp.groups(64, 256));
        assertThatThrownBy(() -> HuffmanGroups.count(file.picture(), WebpFile.PICTURE_AT, 60, 64, 64))
                .hasMessageContaining("premature end");
    }

    private static int count(byte[] webp) throws IOException {
        WebpFile file = WebpFile.read(webp);
        return HuffmanGroups.count(
                file.picture(), WebpFile.PICTURE_AT, file.picture().length, file.frameWidth(), file.frameHeight());
    }

    private static BufferedImage areas(int side) {
        Random dice = new Random(7);
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                int noise = x > side / 2 ? dice.nextInt(1 << 24) : 0;
                int gradient = ((x * 2) & 0xFF) << 16 | ((y * 5) & 0xFF) << 8 | (noise & 0xFF);
                image.setRGB(x, y, y > side / 2 ? noise : gradient);
            }
        }
        return image;
    }
}

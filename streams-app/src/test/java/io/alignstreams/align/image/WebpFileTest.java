package io.alignstreams.align.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebpFileTest {
    private final ImageDecoder decoder = new ImageDecoder(ExifOrientation.IGNORE, DecodingLimits.DEFAULT);

    @ParameterizedTest
    @ValueSource(strings = {"lossy.webp", "lossless.webp", "lossy_alpha.webp", "exif_6.webp", "animated_lossy.webp"})
    void shouldNotMindWhatIsBehindTheFile(String name) throws IOException, ImageRefusedException {
        byte[] webp = read(name);
        assertThat(decoder.decode(Bytes.join(webp, new byte[1_001]))).isEqualTo(decoder.decode(webp));
    }

    @ParameterizedTest
    @ValueSource(strings = {"lossy.webp", "lossless.webp", "lossy_alpha.webp", "exif_6.webp", "animated_lossy.webp"})
    void shouldRefuseAPictureThatIsCutAnywhere(String name) throws IOException, ImageRefusedException {
        byte[] webp = read(name);
        RgbImage whole = decoder.decode(webp);
        int refused = 0;
        for (int length = 12; length < webp.length; length++) {
            byte[] cut = Arrays.copyOf(webp, length);
            assertThatThrownBy(() -> WebpFile.read(cut)).as("cut to " + length).hasMessageContaining("premature");
            cut[4] = (byte) (length - 8);
            cut[5] = (byte) ((length - 8) >> 8);
            try {
                assertThat(decoder.decode(cut)).as(name + " cut to " + length).isEqualTo(whole);
            } catch (ImageRefusedException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(webp.length / 3);
    }

    @Test
    void shouldHandOnThePictureAlone() throws IOException {
        WebpFile file = WebpFile.read(read("lossy_alpha.webp"));
        assertThat(new String(file.picture(), 12, 4, StandardCharsets.US_ASCII)).isEqualTo("VP8 ");
        assertThat(file.isLossless()).isFalse();
        assertThat(file.exif()).isNull();
        assertThat(WebpFile.read(read("exif_6.webp")).exif()).isNotNull();
    }

    @Test
    void shouldRefuseWhatDoesNotBeginWithAPicture() {
        assertThatThrownBy(() -> WebpFile.read(HostileWebp.behindUnknownChunk()))
                .hasMessage("expected a VP8, VP8L or VP8X chunk at first, found ABCD");
    }

    private static byte[] read(String name) throws IOException {
        return Files.readAllBytes(Path.of("src/test/resources/images", name));
    }
}

package io.alignstreams.align.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alignstreams.align.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.IIOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JpegSegmentsTest {
    private static final byte[] SCANS = Bytes.repeat(Bytes.of(0xFF, 0xDA, 0, 8), 1_000);

    private final ImageDecoder decoder = new ImageDecoder(ExifOrientation.APPLY, DecodingLimits.DEFAULT);
    private byte[] jpeg;

    @BeforeEach
    void read() throws IOException {
        jpeg = Files.readAllBytes(Path.of("src/test/resources/images/rgb_420.jpg"));
    }

    @Test
    void shouldCountScans() throws IIOException {
        assertThat(JpegSegments.read(jpeg).scans()).hasSize(1);
        JpegSegments progressive = JpegSegments.read(Golden.bytes("tiny-a/golden/images/progressive.jpg"));
        assertThat(progressive.scans()).hasSize(10);
        assertThat(progressive.holdsCoefficients()).isTrue();
        assertThat(JpegSegments.read(jpeg).holdsCoefficients()).isFalse();
        assertThat(JpegSegments.read(HostileJpeg.ofOneComponentsScan(50, 50)).holdsCoefficients())
                .isTrue();
        assertThat(JpegSegments.read(HostileJpeg.of(10, 10, true, 77)).scans()).hasSize(77);
    }

    @Test
    void shouldNotCountWhatIsBehindTheImage() throws IIOException, ImageRefusedException {
        byte[] motion = Bytes.join(jpeg, SCANS);
        assertThat(JpegSegments.read(motion).scans()).hasSize(1);
        assertThat(decoder.decode(motion)).isEqualTo(decoder.decode(jpeg));
    }

    @Test
    void shouldNotCountWhatIsInASegment() throws IIOException, ImageRefusedException {
        byte[] comment = Bytes.join(Bytes.of(0xFF, 0xFE, (SCANS.length + 2) >> 8, SCANS.length + 2), SCANS);
        byte[] commented = HostileJpeg.withBeforeScans(jpeg, comment);
        assertThat(JpegSegments.read(commented).scans()).hasSize(1);
        assertThat(decoder.decode(commented)).isEqualTo(decoder.decode(jpeg));
    }

    @Test
    void shouldPassOverWhatIsNoSegment() throws IIOException, ImageRefusedException {
        byte[] odd = HostileJpeg.withBeforeScans(jpeg, 1, 2, 0xFF, 0, 0xFF, 0xFF, 0xFF, 0x01, 3);
        assertThat(JpegSegments.read(odd).scans()).hasSize(1);
        assertThat(decoder.decode(odd)).isEqualTo(decoder.decode(jpeg));
    }

    @Test
    void shouldSayWhereScansBegin() throws IIOException {
        byte[] profiled = HostileJpeg.withBeforeScans(HostileJpeg.of(10, 10, true, 3), 0xFF, 0xE2, 0, 4, 0, 0);
        JpegSegments segments = JpegSegments.read(profiled);
        assertThat(segments.scans()).hasSize(3);
        for (int scan : segments.scans()) {
            assertThat(Arrays.copyOfRange(segments.decodable(), scan, scan + 2)).isEqualTo(Bytes.of(0xFF, 0xDA));
        }
    }

    @Test
    void shouldRefuseAnImageWithoutScans() {
        assertThatThrownBy(() -> JpegSegments.read(HostileJpeg.withBeforeScans(jpeg, 0xFF, 0xD9)))
                .isInstanceOf(IIOException.class)
                .hasMessage("expected a scan, found the image's end before it");
    }
}

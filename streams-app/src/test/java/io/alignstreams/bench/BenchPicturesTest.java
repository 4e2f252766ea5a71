package io.alignstreams.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.alignstreams.align.image.DecodingLimits;
import io.alignstreams.align.image.ExifOrientation;
import io.alignstreams.align.image.ImageDecoder;
import io.alignstreams.align.image.RgbImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BenchPicturesTest {
    private final BenchPictures pictures = new BenchPictures(7);
    private final ImageDecoder decoder = new ImageDecoder(ExifOrientation.APPLY, DecodingLimits.DEFAULT);

    @ParameterizedTest
    @EnumSource(PictureFormat.class)
    void shouldDrawWhatDecodesToItsSize(PictureFormat format) throws Exception {
        RgbImage image = decoder.decode(pictures.next(320, 200, format));

        assertThat(image.width()).isEqualTo(320);
        assertThat(image.height()).isEqualTo(200);
    }

    @Test
    void shouldDrawJpegsAsLargeAsPhotos() {
        assertThat(pictures.jpeg()).hasSizeBetween(70_000, 130_000);
    }

    @Test
    void shouldDrawTheSameFromTheSameSeed() {
        BenchPictures again = new BenchPictures(7);

        assertThat(again.next(64, 48, PictureFormat.JPEG)).isEqualTo(pictures.next(64, 48, PictureFormat.JPEG));
        assertThat(again.next(64, 48, PictureFormat.JPEG)).isEqualTo(pictures.next(64, 48, PictureFormat.JPEG));
    }

    @Test
    void shouldDrawAnotherEachTime() {
        assertThat(pictures.next(64, 48, PictureFormat.JPEG)).isNotEqualTo(pictures.next(64, 48, PictureFormat.JPEG));
    }

    @Test
    void shouldNumberAPictureWithoutChangingIt() throws Exception {
        byte[] jpeg = pictures.next(64, 48, PictureFormat.JPEG);

        byte[] first = BenchPictures.numbered(jpeg, 1);

        assertThat(first).isNotEqualTo(BenchPictures.numbered(jpeg, 2));
        assertThat(decoder.decode(first).pixels())
                .isEqualTo(decoder.decode(jpeg).pixels());
    }
}

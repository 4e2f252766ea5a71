package io.alignstreams.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.alignstreams.align.image.ExifOrientation;
import io.alignstreams.align.image.ImageDecoder;
import io.alignstreams.align.image.ImageRefusedException;
import io.alignstreams.align.image.RgbImage;
import io.alignstreams.world.Captions.Caption;
import io.alignstreams.world.Scene.Thing;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WorldTest {
    private static final long SEED = new Random().nextLong();
    private static final int PICTURES = 200;

    private final World world = new World(Artist.NOTO, SEED);

    @Test
    void shouldGiveEqualPicturesForEqualSeedsAndNumbersOnly() {
        System.out.println("world: seed " + SEED);
        World again = new World(Artist.NOTO, SEED);
        World other = new World(Artist.NOTO, SEED + 1);

        assertThat(again.picture(3).jpeg()).isEqualTo(world.picture(3).jpeg());
        assertThat(again.picture(3).captions()).isEqualTo(world.picture(3).captions());
        assertThat(world.picture(4).jpeg()).isNotEqualTo(world.picture(3).jpeg());
        assertThat(other.picture(3).jpeg()).isNotEqualTo(world.picture(3).jpeg());
    }

    @Test
    void shouldSayOnlyWhatIsTrueAndNeverAPhotoOf() {
        Set<String> texts = new HashSet<>();
        for (long number = 0; number < PICTURES; number++) {
            World.Picture picture = world.picture(number);
            List<String> facts = Captions.facts(picture.scene());
            for (Caption caption : picture.captions()) {
                assertThat(facts).as(caption.text()).containsAll(caption.facts());
                assertThat(caption.facts()).isNotEmpty();
                assertThat(caption.text()).doesNotContain("a photo of", "{}", "  ");
                texts.add(caption.text());
            }
        }
        assertThat(texts).hasSizeGreaterThan(3 * PICTURES);
    }

    @Test
    void shouldShowOneToThreeThings() {
        List<Integer> counts = LongStream.range(0, PICTURES)
                .mapToObj(number -> world.picture(number).scene().things().stream()
                        .mapToInt(Thing::count)
                        .sum())
                .toList();

        assertThat(counts).contains(1, 2, 3).allMatch(count -> count >= 1 && count <= 3);
    }

    @Test
    void shouldDrawWhatTheDecoderReads() throws ImageRefusedException {
        ImageDecoder decoder = new ImageDecoder(ExifOrientation.APPLY, ImageDecoder.MAX_PIXELS);
        RgbImage picture = decoder.decode(world.picture(0).jpeg());

        assertThat(picture.width()).isBetween(112, 208);
        assertThat(picture.height()).isBetween(95, 240);
    }

    @ParameterizedTest
    @EnumSource
    void shouldHaveADrawingOfEveryConcept(Artist artist) {
        Sprites sprites = Sprites.of(artist);
        for (Concept concept : Concepts.all()) {
            assertThat(concept.sprites()).allSatisfy(sprite -> assertThat(opaquePixels(sprites, sprite))
                    .as(concept.name())
                    .isGreaterThan(200));
        }
    }

    private static long opaquePixels(Sprites sprites, int sprite) {
        var drawing = sprites.draw(sprite, null);
        return java.util.Arrays.stream(
                        drawing.getRGB(0, 0, drawing.getWidth(), drawing.getHeight(), null, 0, drawing.getWidth()))
                .filter(pixel -> pixel >>> 24 > 127)
                .count();
    }

    @Test
    void shouldTintTheWholeDrawing() {
        var red = Sprites.of(Artist.NOTO).draw(0, Colour.RED);
        for (int pixel : red.getRGB(0, 0, red.getWidth(), red.getHeight(), null, 0, red.getWidth())) {
            assertThat(pixel >> 16 & 0xFF).isGreaterThanOrEqualTo(pixel >> 8 & 0xFF);
        }
    }

    @Test
    void shouldCallEveryConceptByItsOwnName() {
        assertThat(Concepts.all())
                .extracting(Concept::name)
                .doesNotHaveDuplicates()
                .hasSizeGreaterThan(400);
        assertThat(Concepts.all()).allSatisfy(concept -> {
            assertThat(concept.tags()).isNotEmpty();
            assertThat(concept.plural()).isNotBlank();
        });
    }
}

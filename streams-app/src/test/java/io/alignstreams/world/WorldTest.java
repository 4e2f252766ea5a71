package io.alignstreams.world;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alignstreams.align.image.DecodingLimits;
import io.alignstreams.align.image.ExifOrientation;
import io.alignstreams.align.image.ImageDecoder;
import io.alignstreams.align.image.ImageRefusedException;
import io.alignstreams.align.image.RgbImage;
import io.alignstreams.world.Captions.Caption;
import io.alignstreams.world.Scene.Thing;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WorldTest {
    private static final long SEED = new Random().nextLong();
    private static final int PICTURES = 200;

    private final World world = new World(Artist.NOTO, SEED);

    @BeforeAll
    static void tellTheSeed() {
        System.out.println("world: seed " + SEED);
    }

    @Test
    void shouldGiveEqualPicturesForEqualSeedsAndNumbersOnly() {
        World again = new World(Artist.NOTO, SEED);
        World other = new World(Artist.NOTO, SEED + 1);

        assertThat(again.picture(3).jpeg()).isEqualTo(world.picture(3).jpeg());
        assertThat(again.picture(3).captions()).isEqualTo(world.picture(3).captions());
        assertThat(world.picture(4).jpeg()).isNotEqualTo(world.picture(3).jpeg());
        assertThat(other.picture(3).jpeg()).isNotEqualTo(world.picture(3).jpeg());
    }

    @Test
    void shouldMakeUpWhatAPictureShowsWithoutDrawingIt() {
        assertThat(world.scene(3)).isEqualTo(world.picture(3).scene());
    }

    @Test
    void shouldWriteWhatTheTrainingReads(@TempDir Path directory) throws Exception {
        World otherArtist = new World(Artist.FLUENT, SEED);
        new WorldFiles(List.of(world, otherArtist)).write(directory, 5, written -> {});

        byte[] pictures = Files.readAllBytes(directory.resolve("pictures.bin"));
        List<String> lines = Files.readAllLines(directory.resolve("captions.jsonl"));
        assertThat(lines).hasSize(5);
        int offset = 0;
        for (int number = 0; number < 5; number++) {
            JsonNode line = new ObjectMapper().readTree(lines.get(number));
            int end = offset + line.path("bytes").asInt();
            World drawing = number % 2 == 0 ? world : otherArtist;
            World.Picture picture = drawing.picture(number);
            assertThat(line.path("artist").asText()).isEqualTo(drawing.artist().title());
            assertThat(Arrays.copyOfRange(pictures, offset, end)).isEqualTo(picture.jpeg());
            assertThat(line.path("facts")).extracting(JsonNode::asText).isEqualTo(Captions.facts(picture.scene()));
            assertThat(line.path("captions"))
                    .extracting(caption -> caption.path("text").asText())
                    .isEqualTo(picture.captions().stream().map(Caption::text).toList());
            offset = end;
        }
        assertThat(pictures).hasSize(offset);
    }

    @Test
    void shouldWriteSamplesNamedAfterWhatTheyShow(@TempDir Path directory) throws Exception {
        new SampleFiles(List.of(world)).write(directory, 3);

        String first = "00-" + world.picture(0).summary().replace(' ', '-') + ".jpg";
        assertThat(directory.resolve(first)).hasBinaryContent(world.picture(0).jpeg());
        assertThat(directory).isDirectoryContaining("glob:**/02-*.png");
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
        ImageDecoder decoder = new ImageDecoder(ExifOrientation.APPLY, DecodingLimits.DEFAULT);
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
        return pixels(sprites.draw(sprite, null)).stream()
                .filter(pixel -> pixel >>> 24 > 127)
                .count();
    }

    @Test
    void shouldTintTheWholeDrawing() {
        Sprites sprites = Sprites.of(Artist.NOTO);
        assertThat(pixels(sprites.draw(0, null))).anyMatch(pixel -> (pixel & 0xFF) < (pixel >> 16 & 0xFF));
        assertThat(pixels(sprites.draw(0, Colour.BLUE))).allMatch(pixel -> (pixel & 0xFF) >= (pixel >> 16 & 0xFF));
    }

    private static List<Integer> pixels(BufferedImage drawing) {
        return Arrays.stream(drawing.getRGB(0, 0, drawing.getWidth(), drawing.getHeight(), null, 0, drawing.getWidth()))
                .boxed()
                .toList();
    }

    @Test
    void shouldCallEveryConceptByItsOwnName() {
        assertThat(Concepts.all())
                .extracting(Concept::name)
                .doesNotHaveDuplicates()
                .hasSizeGreaterThan(400);
        assertThat(Concepts.all())
                .allSatisfy(concept -> assertThat(concept.tags()).isNotEmpty());
    }
}

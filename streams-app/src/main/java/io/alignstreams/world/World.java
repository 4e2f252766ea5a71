package io.alignstreams.world;

import io.alignstreams.world.Captions.Caption;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A small world to look at: pictures of everyday things, made up from a seed and a number. Equal seeds and numbers give
 * equal pictures; the demo's model is trained on this world, and knows nothing else. Any number of threads may share one.
 */
public final class World {
    private static final Pattern VOWEL = Pattern.compile("(?!ewe|uni)[aeiou]");
    private static final int CAPTIONS = 6;
    private static final double WORST_QUALITY = 0.55;
    private static final double BEST_QUALITY = 0.95;

    private final Artist artist;
    private final Sprites sprites;
    private final long seed;

    public World(Artist artist, long seed) {
        this.artist = artist;
        this.sprites = Sprites.of(artist);
        this.seed = seed;
    }

    /**
     * A picture and what it shows.
     *
     * @param captions that are true of it, in different words
     */
    public record Picture(Scene scene, byte[] jpeg, List<Caption> captions) {
        /** What it shows, in the fewest words. */
        public String summary() {
            return Captions.summary(scene);
        }
    }

    /** One of something, as captions and prompts say it. */
    public static String withArticle(String words) {
        return (VOWEL.matcher(words).lookingAt() ? "an " : "a ") + words;
    }

    /** Whose drawings its pictures are made of. */
    public Artist artist() {
        return artist;
    }

    /** Makes up what the picture of a number shows, without drawing it. */
    public Scene scene(long number) {
        return new SceneSampler(Concepts.all(), random(number)).next();
    }

    /** Makes up the picture of a number. */
    public Picture picture(long number) {
        SplittableRandom random = random(number);
        return draw(new SceneSampler(Concepts.all(), random).next(), random);
    }

    /**
     * Draws one thing of a kind.
     *
     * @param colour null for the artist's own
     */
    public Picture picture(long number, Concept concept, @Nullable Colour colour) {
        SplittableRandom random = random(number);
        return draw(new SceneSampler(Concepts.all(), random).of(concept, colour, 1), random);
    }

    private SplittableRandom random(long number) {
        return new SplittableRandom(new SplittableRandom(seed).nextLong() ^ new SplittableRandom(~number).nextLong());
    }

    private Picture draw(Scene scene, SplittableRandom random) {
        BufferedImage picture = new SceneDrawing(sprites, random).draw(scene);
        Captions captions = new Captions(random);
        List<Caption> texts = new ArrayList<>();
        for (int i = 0; i < CAPTIONS; i++) {
            texts.add(captions.of(scene));
        }
        double quality = WORST_QUALITY + (BEST_QUALITY - WORST_QUALITY) * random.nextDouble();
        return new Picture(scene, jpeg(picture, quality), texts);
    }

    private static byte[] jpeg(BufferedImage picture, double quality) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(jpeg)) {
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            parameters.setCompressionQuality((float) quality);
            writer.setOutput(out);
            writer.write(null, new IIOImage(picture, null, null), parameters);
        } catch (IOException e) {
            throw new UncheckedIOException("a JPEG could not be written to memory", e);
        } finally {
            writer.dispose();
        }
        return jpeg.toByteArray();
    }
}

package io.alignstreams.world;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/** The drawings of one artist. Any number of threads may share one. */
final class Sprites {
    private static final int COLUMNS = 24;

    private final BufferedImage sheet;
    private final int side;

    private Sprites(BufferedImage sheet) {
        this.sheet = sheet;
        this.side = sheet.getWidth() / COLUMNS;
    }

    static Sprites of(Artist artist) {
        try (InputStream file = Objects.requireNonNull(Sprites.class.getResourceAsStream(artist.file()))) {
            BufferedImage read = ImageIO.read(file);
            BufferedImage sheet = new BufferedImage(read.getWidth(), read.getHeight(), BufferedImage.TYPE_INT_ARGB);
            sheet.createGraphics().drawImage(read, 0, 0, null);
            return new Sprites(sheet);
        } catch (IOException e) {
            throw new UncheckedIOException(artist.file(), e);
        }
    }

    /**
     * Copies one drawing.
     *
     * @param tint its only colour, from light to dark; null for the artist's own
     */
    BufferedImage draw(int index, @Nullable Colour tint) {
        BufferedImage sprite = new BufferedImage(side, side, BufferedImage.TYPE_INT_ARGB);
        int[] pixels = sheet.getRGB(index % COLUMNS * side, index / COLUMNS * side, side, side, null, 0, side);
        if (tint != null) {
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = (pixels[i] & 0xFF000000) | tint.shade(light(pixels[i]));
            }
        }
        sprite.setRGB(0, 0, side, side, pixels, 0, side);
        return sprite;
    }

    private static double light(int rgb) {
        return ((rgb >> 16 & 0xFF) * 0.3 + (rgb >> 8 & 0xFF) * 0.59 + (rgb & 0xFF) * 0.11) / 255;
    }
}

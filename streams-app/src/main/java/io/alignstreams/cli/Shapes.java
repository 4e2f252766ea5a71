package io.alignstreams.cli;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Polygon;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

/** Draws pictures of coloured shapes that never repeat, from a seed. */
final class Shapes {
    private static final int SIZE = 320;
    private static final int STAR_POINTS = 10;
    private static final List<String> NAMES = List.of("circle", "square", "triangle", "star");
    private static final List<String> COLOURS = List.of("red", "green", "blue", "yellow");
    private static final List<Color> PAINTS =
            List.of(new Color(214, 40, 40), new Color(46, 139, 87), new Color(38, 84, 168), new Color(240, 196, 25));

    private final Random random;

    Shapes(long seed) {
        this.random = new Random(seed);
    }

    /** A picture and what is on it. */
    record Picture(String caption, byte[] jpeg) {}

    Picture draw() {
        int shape = random.nextInt(NAMES.size());
        int colour = random.nextInt(PAINTS.size());
        BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        int grey = 200 + random.nextInt(56);
        graphics.setColor(new Color(grey, grey, grey));
        graphics.fillRect(0, 0, SIZE, SIZE);
        graphics.setColor(PAINTS.get(colour));
        int radius = SIZE / 6 + random.nextInt(SIZE / 6);
        int x = radius + random.nextInt(SIZE - 2 * radius);
        int y = radius + random.nextInt(SIZE - 2 * radius);
        graphics.fill(outline(NAMES.get(shape), x, y, radius));
        graphics.dispose();
        return new Picture(COLOURS.get(colour) + "-" + NAMES.get(shape), jpeg(image));
    }

    private static Shape outline(String name, int x, int y, int radius) {
        return switch (name) {
            case "circle" -> new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius);
            case "square" -> new Rectangle2D.Double(x - radius, y - radius, 2 * radius, 2 * radius);
            case "triangle" -> polygon(3, x, y, radius, radius);
            default -> polygon(STAR_POINTS, x, y, radius, radius * 2 / 5);
        };
    }

    /** Corners lie by turns on two radii. */
    private static Polygon polygon(int corners, int x, int y, int outer, int inner) {
        Polygon polygon = new Polygon();
        for (int i = 0; i < corners; i++) {
            double angle = 2 * Math.PI * i / corners - Math.PI / 2;
            int radius = i % 2 == 0 ? outer : inner;
            polygon.addPoint((int) (x + radius * Math.cos(angle)), (int) (y + radius * Math.sin(angle)));
        }
        return polygon;
    }

    private static byte[] jpeg(BufferedImage image) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "jpeg", out);
        } catch (IOException e) {
            throw new UncheckedIOException("a buffer in memory could not be written", e);
        }
        return out.toByteArray();
    }
}

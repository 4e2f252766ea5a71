package io.alignstreams.world;

import io.alignstreams.world.Scene.Layout;
import io.alignstreams.world.Scene.Thing;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Point2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Draws scenes: things of any size, place and angle, before a background, through a camera that is not perfect. */
final class SceneDrawing {
    private static final int LEAST_SIDE = 112;
    private static final int MOST_SIDE = 208;
    private static final double MOST_TURN = Math.toRadians(25);

    private final Sprites sprites;
    private final RandomGenerator random;

    /** One drawing in a picture; {@code side} and {@code centre} in pixels. */
    private record Placed(int sprite, Thing thing, Point2D centre, double side) {}

    SceneDrawing(Sprites sprites, RandomGenerator random) {
        this.sprites = sprites;
        this.random = random;
    }

    BufferedImage draw(Scene scene) {
        int width = LEAST_SIDE + random.nextInt(MOST_SIDE - LEAST_SIDE + 1);
        int height = (int) (width * (0.85 + 0.3 * random.nextDouble()));
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        new BackgroundDrawing(random).draw(scene.background(), picture);
        Graphics2D graphics = picture.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        for (Placed placed : place(scene, width, height)) {
            draw(placed, graphics);
        }
        graphics.dispose();
        return new CameraFaults(random).apply(picture);
    }

    private void draw(Placed placed, Graphics2D graphics) {
        BufferedImage sprite = sprites.draw(placed.sprite(), placed.thing().colour());
        double scale = placed.side() / sprite.getWidth();
        AffineTransform transform = AffineTransform.getTranslateInstance(
                placed.centre().getX(), placed.centre().getY());
        transform.rotate((random.nextDouble() * 2 - 1) * MOST_TURN);
        transform.scale(random.nextBoolean() ? scale : -scale, scale);
        transform.translate(-sprite.getWidth() / 2.0, -sprite.getHeight() / 2.0);
        graphics.drawImage(sprite, transform, null);
    }

    private List<Placed> place(Scene scene, int width, int height) {
        List<Thing> each = new ArrayList<>();
        List<Integer> drawn = new ArrayList<>();
        for (Thing thing : scene.things()) {
            List<Integer> choices = thing.concept().sprites();
            int sprite = choices.get(random.nextInt(choices.size()));
            for (int i = 0; i < thing.count(); i++) {
                each.add(thing);
                drawn.add(sprite);
            }
        }
        double room = Math.min(width, height);
        List<Point2D> cells = cells(each.size(), scene.layout());
        List<Placed> placed = new ArrayList<>();
        for (int i = 0; i < each.size(); i++) {
            double part = part(each.size());
            double jitter = each.size() == 1 ? 0.9 - part : 0.05;
            double x = cells.get(i).getX() + (random.nextDouble() - 0.5) * jitter;
            double y = cells.get(i).getY() + (random.nextDouble() - 0.5) * jitter;
            placed.add(new Placed(drawn.get(i), each.get(i), new Point2D.Double(x * width, y * height), part * room));
        }
        return placed;
    }

    /** A thing's side, as a part of the picture's shorter one. */
    private double part(int things) {
        return switch (things) {
            case 1 -> 0.45 + 0.45 * random.nextDouble();
            case 2 -> 0.38 + 0.16 * random.nextDouble();
            default -> 0.34 + 0.12 * random.nextDouble();
        };
    }

    /** Centres, as parts of the picture's sides. */
    private List<Point2D> cells(int count, Layout layout) {
        if (count == 1) {
            return List.of(new Point2D.Double(0.5, 0.5));
        }
        if (count == 2) {
            boolean beside = layout == Layout.LEFT_TO_RIGHT || (layout == Layout.FREE && random.nextBoolean());
            double aside = 0.35 + 0.3 * random.nextDouble();
            return beside
                    ? List.of(new Point2D.Double(0.27, aside), new Point2D.Double(0.73, 1 - aside))
                    : List.of(new Point2D.Double(aside, 0.27), new Point2D.Double(1 - aside, 0.73));
        }
        boolean upright = random.nextBoolean();
        double tip = upright ? 0.27 : 0.73;
        double base = 1 - tip;
        double middle = 0.3 + 0.4 * random.nextDouble();
        return List.of(new Point2D.Double(0.27, base), new Point2D.Double(middle, tip), new Point2D.Double(0.73, base));
    }
}

package io.alignstreams.world;

import io.alignstreams.world.Scene.Background;
import java.awt.image.BufferedImage;
import java.util.random.RandomGenerator;

/** Paints backgrounds pixel by pixel: flat, shaded, noisy, striped, checkered or dotted. */
final class BackgroundDrawing {
    private final RandomGenerator random;

    BackgroundDrawing(RandomGenerator random) {
        this.random = random;
    }

    void draw(Background background, BufferedImage picture) {
        double angle = random.nextDouble() * Math.PI;
        double cosine = Math.cos(angle);
        double sine = Math.sin(angle);
        double period = picture.getWidth() * (0.08 + 0.17 * random.nextDouble());
        double extent = picture.getWidth() * Math.abs(cosine) + picture.getHeight() * sine;
        double start = cosine < 0 ? picture.getWidth() * cosine : 0;
        int first = background.first().shade(0.4 + 0.3 * random.nextDouble());
        int second = background.second().shade(0.4 + 0.3 * random.nextDouble());
        double grain = 20 + 50 * random.nextDouble();
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                double along = x * cosine + y * sine;
                double across = y * cosine - x * sine;
                int rgb =
                        switch (background.pattern()) {
                            case FLAT -> first;
                            case GRADIENT -> mix(first, second, (along - start) / extent);
                            case NOISE -> shift(first, grain * (random.nextDouble() - 0.5));
                            case STRIPES -> isEven(along, period) ? first : second;
                            case CHECKS -> isEven(along, period) == isEven(across, period) ? first : second;
                            case DOTS -> isDot(along, across, period) ? first : second;
                        };
                picture.setRGB(x, y, rgb);
            }
        }
    }

    private static boolean isEven(double at, double period) {
        return Math.floorMod((long) Math.floor(at / period), 2) == 0;
    }

    private static boolean isDot(double along, double across, double period) {
        double x = along / period - Math.floor(along / period) - 0.5;
        double y = across / period - Math.floor(across / period) - 0.5;
        return x * x + y * y < 0.09;
    }

    private static int mix(int first, int second, double part) {
        int mixed = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            double channel = (first >> shift & 0xFF) * (1 - part) + (second >> shift & 0xFF) * part;
            mixed |= (int) Math.max(0, Math.min(255, channel)) << shift;
        }
        return mixed;
    }

    private static int shift(int rgb, double by) {
        int shifted = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            shifted |= (int) Math.max(0, Math.min(255, (rgb >> shift & 0xFF) + by)) << shift;
        }
        return shifted;
    }
}

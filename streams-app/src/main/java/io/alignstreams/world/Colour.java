package io.alignstreams.world;

import java.util.List;
import java.util.Locale;

/** Colours that things and backgrounds have, under the names that captions use. */
public enum Colour {
    RED(0xD8201C),
    ORANGE(0xF58A16),
    YELLOW(0xF2D21B),
    GREEN(0x2E9E3C),
    BLUE(0x2463D8),
    PURPLE(0x8632B5),
    PINK(0xF285B5),
    GRAY(0x8A8A8A),
    BROWN(0x85542B),
    BLACK(0x1A1A1A),
    WHITE(0xF4F4F4);

    private static final List<Colour> TINTS = List.of(RED, ORANGE, YELLOW, GREEN, BLUE, PURPLE, PINK, GRAY);

    static final List<Colour> ALL = List.of(values());

    private final int rgb;

    Colour(int rgb) {
        this.rgb = rgb;
    }

    /** Those that a thing of any shape and shading can be tinted with, and still be told apart. */
    public static List<Colour> tints() {
        return TINTS;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The colour in light or shadow.
     *
     * @param light from 0, nearly black, over 0.5, the colour itself, to 1, nearly white
     */
    int shade(double light) {
        double towards = light < 0.5 ? 0 : 255;
        double kept = light < 0.5 ? 0.15 + 1.7 * light : 1 - 1.3 * (light - 0.5);
        int shaded = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            double channel = (rgb >> shift & 0xFF) * kept + towards * (1 - kept);
            shaded |= (int) Math.max(0, Math.min(255, channel)) << shift;
        }
        return shaded;
    }
}

package io.alignstreams.world;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a picture shows.
 *
 * @param things one to three kinds, in the order of {@code layout}
 */
public record Scene(List<Thing> things, Layout layout, Background background) {
    public Scene {
        things = List.copyOf(things);
    }

    /**
     * Some things of a kind.
     *
     * @param colour null for their own
     * @param count how many, 1 to 3; more than one only if they are alone
     */
    public record Thing(Concept concept, @Nullable Colour colour, int count) {}

    /** How the things lie. */
    public enum Layout {
        /** Anywhere. */
        FREE,
        /** The first is left of the second. */
        LEFT_TO_RIGHT,
        /** The first is above the second. */
        TOP_TO_BOTTOM
    }

    /**
     * What is behind the things.
     *
     * @param first its colour
     * @param second the other colour of a pattern or gradient; the same as {@code first} if it is flat or noise
     */
    public record Background(Pattern pattern, Colour first, Colour second) {}

    /** What a background is made of. */
    public enum Pattern {
        FLAT("plain"),
        GRADIENT("shaded"),
        NOISE("noisy"),
        STRIPES("striped"),
        CHECKS("checkered"),
        DOTS("dotted");

        static final List<Pattern> ALL = List.of(values());

        private final String word;

        Pattern(String word) {
            this.word = word;
        }

        /** As captions say it. */
        public String word() {
            return word;
        }
    }
}

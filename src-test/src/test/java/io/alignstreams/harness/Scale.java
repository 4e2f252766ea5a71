package io.alignstreams.harness;

import java.util.Random;

/** How much of a scenario is run: seconds of it with every build, the whole with {@code -Pfaults}. */
public final class Scale {
    private static final boolean WHOLE = "whole".equals(System.getProperty("align.faults"));

    private Scale() {}

    /** Gives the first number with every build, and the second for the whole. */
    public static int of(int brief, int whole) {
        return WHOLE ? whole : brief;
    }

    /** Whether the whole is run, whose figures are promised; on a busy machine a brief form may be slow. */
    public static boolean isWhole() {
        return WHOLE;
    }

    /** Dice for a scenario; their seed is printed, and taken from {@code align.seed} if that is set. */
    public static Random dice(String scenario) {
        long seed = Long.getLong("align.seed", System.nanoTime());
        System.out.println(scenario + ": seed " + seed + (WHOLE ? ", whole" : ", brief"));
        return new Random(seed);
    }
}

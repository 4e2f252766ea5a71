package io.alignstreams.eval;

/**
 * How often something was due, was said, and was said rightly.
 *
 * @param due pictures that it is true of
 * @param crossed pictures that it was said of
 * @param right pictures that it was said of and is true of
 */
public record Counts(long due, long crossed, long right) {
    static final Counts NONE = new Counts(0, 0, 0);

    Counts plus(Counts others) {
        return new Counts(due + others.due, crossed + others.crossed, right + others.right);
    }

    Counts plus(boolean isDue, boolean isCrossed) {
        return plus(new Counts(isDue ? 1 : 0, isCrossed ? 1 : 0, isDue && isCrossed ? 1 : 0));
    }

    /** The part of what was said that is right, 0 to 1. */
    public double precision() {
        return part(crossed);
    }

    /** The part of what was due that was said, 0 to 1. */
    public double recall() {
        return part(due);
    }

    private double part(long all) {
        return all == 0 ? 1 : right / (double) all;
    }
}

package io.alignstreams.eval;

/**
 * How often something was true, was predicted, and was predicted rightly.
 *
 * @param support pictures that it is true of
 * @param predicted pictures that it was said of
 * @param truePositives pictures that it was said of and is true of
 */
public record Counts(long support, long predicted, long truePositives) {
    static final Counts NONE = new Counts(0, 0, 0);

    Counts plus(Counts others) {
        return new Counts(support + others.support, predicted + others.predicted, truePositives + others.truePositives);
    }

    Counts plus(boolean isTrue, boolean isPredicted) {
        return plus(new Counts(isTrue ? 1 : 0, isPredicted ? 1 : 0, isTrue && isPredicted ? 1 : 0));
    }

    /** The part of what was predicted that is true, 0 to 1; 1 if nothing was. */
    public double precision() {
        return part(predicted);
    }

    /** The part of what is true that was predicted, 0 to 1; 1 if nothing is. */
    public double recall() {
        return part(support);
    }

    private double part(long all) {
        return all == 0 ? 1 : truePositives / (double) all;
    }
}

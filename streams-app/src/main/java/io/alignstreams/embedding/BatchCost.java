package io.alignstreams.embedding;

/**
 * What a run of the tower takes, learned from the runs there were: so much, and so much more for each image. It says how many
 * images a run may take at most to be done within a time. Any number of threads may share one.
 *
 * <p>A line through all runs, the latest of which count most: each makes all before it count {@value #FADING} times as much.
 */
final class BatchCost {
    private static final double FADING = 0.98;

    private final double budgetNanos;
    private final int most;
    private double weight;
    private double images;
    private double nanos;
    private double imagesSquared;
    private double imagesTimesNanos;

    /**
     * Learns from nothing.
     *
     * @param budgetNanos what a run may take; 0 for any time
     * @param most images of a run in any case
     */
    BatchCost(long budgetNanos, int most) {
        this.budgetNanos = budgetNanos;
        this.most = most;
    }

    /** Takes note of a run. */
    synchronized void ran(int batch, long took) {
        weight = FADING * weight + 1;
        images = FADING * images + batch;
        nanos = FADING * nanos + took;
        imagesSquared = FADING * imagesSquared + (double) batch * batch;
        imagesTimesNanos = FADING * imagesTimesNanos + (double) batch * took;
    }

    /** How many images the next run may take: at least one, all if nothing is known. */
    synchronized int most() {
        if (budgetNanos == 0 || weight == 0) {
            return most;
        }
        double perImage = perImage();
        double perRun = Math.max(0, (nanos - perImage * images) / weight);
        double room = perImage > 0 ? (budgetNanos - perRun) / perImage : untried();
        return (int) Math.max(1, Math.min(most, room));
    }

    /** What an image adds to a run; 0 or less if runs do not tell, as they do not if all had one size. */
    private double perImage() {
        double variance = imagesSquared - images * images / weight;
        return variance < 1e-9 * imagesSquared ? 0 : (imagesTimesNanos - images * nanos / weight) / variance;
    }

    /** Twice as many as runs had that were in time, or half as many as those had that were not: that will tell. */
    private double untried() {
        double usual = images / weight;
        return nanos / weight <= budgetNanos ? 2 * usual : usual / 2;
    }
}

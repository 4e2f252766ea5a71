package io.alignstreams.bench;

import java.util.Collection;

/** Quantiles of what was measured. */
final class Quantiles {
    private Quantiles() {}

    static double median(Collection<Double> values) {
        return quantile(values, 0.5);
    }

    /** The value that a share of all values do not exceed; of an even number of values their median is the mean of two. */
    static double quantile(Collection<Double> values, double share) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("expected at least one value, found none");
        }
        if (share == 0.5 && sorted.length % 2 == 0) {
            return (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2;
        }
        return sorted[(int) Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - (share == 0 ? 0 : 1))];
    }
}

package io.alignstreams.align.checkpoint;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** How alike the vectors of two lists are, pair by pair; NaN where one has no direction. */
record CosineSummary(double mean, double min) {
    static CosineSummary of(List<float[]> some, List<float[]> others) {
        double[] cosines = IntStream.range(0, some.size())
                .mapToDouble(i -> cosine(some.get(i), others.get(i)))
                .toArray();
        return new CosineSummary(
                DoubleStream.of(cosines).average().orElse(Double.NaN),
                DoubleStream.of(cosines).min().orElse(Double.NaN));
    }

    private static double cosine(float[] a, float[] b) {
        double dot = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            dot += (double) a[i] * b[i];
            aa += (double) a[i] * a[i];
            bb += (double) b[i] * b[i];
        }
        return dot / Math.sqrt(aa * bb);
    }
}

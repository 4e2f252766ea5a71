package io.alignstreams.harness;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How a figure grows with time: the straight line with the least squares of distances. */
public final class Slope {
    private final List<double[]> points = new ArrayList<>();

    /** Adds what was found at a time. */
    public void add(Duration time, double value) {
        points.add(new double[] {time.toNanos(), value});
    }

    public int count() {
        return points.size();
    }

    public double mean() {
        return mean(1);
    }

    private double mean(int column) {
        return points.stream().mapToDouble(point -> point[column]).average().orElseThrow();
    }

    /** The growth in a time, as a part of the mean. */
    public double relative(Duration time) {
        return growth(time) / mean();
    }

    /** The growth in a time. */
    public double growth(Duration time) {
        double meanTime = mean(0);
        double products = 0;
        double squares = 0;
        for (double[] point : points) {
            products += (point[0] - meanTime) * (point[1] - mean());
            squares += (point[0] - meanTime) * (point[0] - meanTime);
        }
        return products / squares * time.toNanos();
    }
}

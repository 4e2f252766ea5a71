package io.alignstreams.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.DoubleBinaryOperator;

/** Two ways to do the same, measured by turns, so that what slows the machine for a while slows both. */
final class Comparison {
    private final List<Double> ours = new ArrayList<>();
    private final List<Double> references = new ArrayList<>();

    /** Measures something once, and gives a rate or a time. */
    @FunctionalInterface
    interface Measurement {
        double measure() throws Exception;
    }

    /** Measures both in each round, and in every other round the other one first. */
    static Comparison of(int rounds, Measurement ours, Measurement reference) throws Exception {
        Comparison comparison = new Comparison();
        for (int round = 0; round < rounds; round++) {
            if (round % 2 == 0) {
                comparison.ours.add(ours.measure());
                comparison.references.add(reference.measure());
            } else {
                comparison.references.add(reference.measure());
                comparison.ours.add(ours.measure());
            }
        }
        return comparison;
    }

    /** What was measured several times, against something that is known. */
    static Comparison of(List<Double> ours, double known) {
        Comparison comparison = new Comparison();
        comparison.ours.addAll(ours);
        comparison.references.addAll(Collections.nCopies(ours.size(), known));
        return comparison;
    }

    /** Ours as it was measured, against something that is known. */
    Comparison to(double known) {
        return of(ours, known);
    }

    /** Compares rates: the higher, the better. */
    Row rates(String bench, String name, String unit, double atLeast) {
        return row(bench, name, unit, atLeast, (mine, other) -> mine / other);
    }

    /** Compares times: the lower, the better. */
    Row times(String bench, String name, String unit, double atLeast) {
        return row(bench, name, unit, atLeast, (mine, other) -> other / mine);
    }

    private Row row(String bench, String name, String unit, double atLeast, DoubleBinaryOperator ratio) {
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < ours.size(); round++) {
            ratios.add(ratio.applyAsDouble(ours.get(round), references.get(round)));
        }
        double median = Quantiles.median(ratios);
        double lowest = ratios.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
        double highest = ratios.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        return new Row(
                bench,
                name,
                Quantiles.median(ours),
                Quantiles.median(references),
                unit,
                median,
                (highest - lowest) / median,
                atLeast);
    }
}

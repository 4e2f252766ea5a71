package io.alignstreams.bench;

/**
 * One line of a benchmark's result.
 *
 * @param bench name of the benchmark
 * @param name of the case
 * @param ours what was measured of this application, in {@code unit}
 * @param reference what it is held against, in {@code unit}: another way to do the same, or a limit
 * @param unit of both
 * @param ratio of the two, so that higher is better: ours to reference of rates, reference to ours of what should be small
 * @param spread the highest less the lowest ratio of all rounds, by their median; 0 of a single round
 * @param atLeast what the ratio should be on two cores; 0 if nothing is asked of it
 */
public record Row(
        String bench,
        String name,
        double ours,
        double reference,
        String unit,
        double ratio,
        double spread,
        double atLeast) {

    /** Holds something that should be small against its limit. */
    static Row limit(String bench, String name, double ours, double limit, String unit) {
        return small(bench, name, ours, limit, unit, 1);
    }

    /** Shows something that should be small beside a measure for it. */
    static Row beside(String bench, String name, double ours, double measure, String unit) {
        return small(bench, name, ours, measure, unit, 0);
    }

    /** Holds something that should be small against a measure for it, which should be at least so many times as large. */
    static Row small(String bench, String name, double ours, double measure, String unit, double atLeast) {
        return new Row(bench, name, ours, measure, unit, measure / ours, 0, atLeast);
    }

    /** Whether the ratio is what it should be; so it is where nothing is asked. */
    public boolean isReached() {
        return ratio >= atLeast;
    }
}

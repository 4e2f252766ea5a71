package io.alignstreams.eval;

import java.util.List;

/**
 * How one label does.
 *
 * @param pictures in an order that all labels share
 */
public record LabelResult(String name, double threshold, List<Judged> pictures) {
    public LabelResult {
        pictures = List.copyOf(pictures);
    }

    /** One picture's probability of something, whether that crossed its threshold, and whether it is true of the picture. */
    record Judged(double probability, boolean crossed, boolean isTrue) {}

    /** Counts pictures by whether the label is true of them, and crossed. */
    public Counts counts() {
        return count(pictures);
    }

    static Counts count(List<Judged> pictures) {
        return pictures.stream()
                .map(picture -> Counts.NONE.plus(picture.isTrue(), picture.crossed()))
                .reduce(Counts.NONE, Counts::plus);
    }
}

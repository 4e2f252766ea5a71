package io.alignstreams.eval;

import io.alignstreams.eval.LabelResult.Judged;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How a group of labels does. It is true of a picture if any of its labels is, and crossed if any is.
 *
 * @param prevalence the part of all pictures that it is true of where nobody chooses them, 0 to 1
 */
public record GroupResult(String name, List<LabelResult> labels, double prevalence) {
    public GroupResult {
        labels = List.copyOf(labels);
    }

    /** Counts pictures by whether any of the labels is true of them, and any crossed. */
    public Counts counts() {
        return LabelResult.count(pictures());
    }

    /** Counts every label of every picture. */
    public Counts byLabel() {
        return labels.stream().map(LabelResult::counts).reduce(Counts.NONE, Counts::plus);
    }

    /** The part of the pictures crossed for nothing, of those that no label is true of, 0 to 1. */
    public double falsePositiveRate() {
        Counts counts = counts();
        long others = labels.get(0).pictures().size() - counts.support();
        return others == 0 ? 0 : (counts.predicted() - counts.truePositives()) / (double) others;
    }

    /** The precision of {@link #counts} where pictures are as frequent as nobody chooses them, 0 to 1. */
    public double precisionAtPrevalence() {
        double right = prevalence * counts().recall();
        double wrong = (1 - prevalence) * falsePositiveRate();
        return right + wrong == 0 ? 1 : right / (right + wrong);
    }

    /**
     * The lowest threshold for all labels with which pictures that cross any are right often enough, whichever label it is
     * that is true of them.
     *
     * @param precision the part that has to be right, 0 to 1
     * @return empty if there is none
     */
    public OptionalDouble pictureThreshold(double precision) {
        return threshold(pictures(), precision);
    }

    /**
     * The lowest threshold for all labels with which crossings are right often enough.
     *
     * @param precision the part that has to be right, 0 to 1
     * @return empty if there is none
     */
    public OptionalDouble labelThreshold(double precision) {
        return threshold(
                labels.stream().flatMap(label -> label.pictures().stream()).toList(), precision);
    }

    /** For each picture its most probable label, whether any crossed, and whether any is true of it. */
    private List<Judged> pictures() {
        List<Judged> pictures = new ArrayList<>(labels.get(0).pictures());
        for (LabelResult label : labels.subList(1, labels.size())) {
            for (int i = 0; i < pictures.size(); i++) {
                Judged one = pictures.get(i);
                Judged other = label.pictures().get(i);
                pictures.set(
                        i,
                        new Judged(
                                Math.max(one.probability(), other.probability()),
                                one.crossed() || other.crossed(),
                                one.isTrue() || other.isTrue()));
            }
        }
        return pictures;
    }

    private static OptionalDouble threshold(List<Judged> judged, double precision) {
        List<Judged> falling = judged.stream()
                .sorted(Comparator.comparingDouble(Judged::probability).reversed())
                .toList();
        OptionalDouble lowest = OptionalDouble.empty();
        long right = 0;
        for (int i = 0; i < falling.size(); i++) {
            right += falling.get(i).isTrue() ? 1 : 0;
            double probability = falling.get(i).probability();
            boolean isLastOfEquals =
                    i + 1 == falling.size() || falling.get(i + 1).probability() < probability;
            if (isLastOfEquals && right >= precision * (i + 1)) {
                lowest = OptionalDouble.of(probability);
            }
        }
        return lowest;
    }
}

package io.alignstreams.eval;

import io.alignstreams.schemas.Label;
import io.alignstreams.schemas.LabelGroup;
import io.alignstreams.schemas.LabelScore;
import io.alignstreams.schemas.LabelSet;
import io.alignstreams.topology.Embedding;
import io.alignstreams.topology.OfflineScorer;
import io.alignstreams.world.Concept;
import io.alignstreams.world.Scene;
import io.alignstreams.world.World.Picture;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How a label set does on pictures whose content is known: a label is true of a picture if one of its prompts is a name, or
 * a broader kind, of a thing in it; a group is, if one of its labels is.
 */
public record LabelSetResult(List<OfGroup> groups) {
    public LabelSetResult {
        groups = List.copyOf(groups);
    }

    /** One picture's probability of something, and whether that is true of it. */
    record Judged(double probability, boolean isTrue) {}

    /** How one group does. */
    public record OfGroup(String name, List<OfLabel> labels) {
        public OfGroup {
            labels = List.copyOf(labels);
        }

        /** Counts pictures by whether any of the labels is due, and any is crossed. */
        public Counts counts() {
            Counts counts = Counts.NONE;
            List<Judged> pictures = pictures();
            for (int i = 0; i < pictures.size(); i++) {
                int picture = i;
                counts = counts.plus(
                        pictures.get(i).isTrue(), labels.stream().anyMatch(label -> label.crosses(picture)));
            }
            return counts;
        }

        /**
         * The lowest threshold for all labels with which pictures that cross any are right often enough, whichever label it
         * is that is true of them.
         *
         * @param precision the part that has to be right, 0 to 1
         * @return 1 if there is none
         */
        public double pictureThreshold(double precision) {
            return threshold(pictures(), precision);
        }

        /**
         * The lowest threshold for all labels with which crossings are right often enough.
         *
         * @param precision the part that has to be right, 0 to 1
         * @return 1 if there is none
         */
        public double labelThreshold(double precision) {
            return threshold(
                    labels.stream().flatMap(label -> label.pictures().stream()).toList(), precision);
        }

        /** The most probable label of each picture, and whether any is true of it. */
        private List<Judged> pictures() {
            List<Judged> pictures = new ArrayList<>(labels.get(0).pictures());
            for (OfLabel label : labels.subList(1, labels.size())) {
                for (int i = 0; i < pictures.size(); i++) {
                    Judged one = pictures.get(i);
                    Judged other = label.pictures().get(i);
                    pictures.set(
                            i,
                            new Judged(
                                    Math.max(one.probability(), other.probability()), one.isTrue() || other.isTrue()));
                }
            }
            return pictures;
        }
    }

    /** How one label does. */
    public record OfLabel(Label label, List<Judged> pictures) {
        public OfLabel {
            pictures = List.copyOf(pictures);
        }

        private boolean crosses(int picture) {
            return pictures.get(picture).probability() >= label.getThreshold();
        }

        /** Counts pictures by whether the label is due and crossed. */
        public Counts counts() {
            Counts counts = Counts.NONE;
            for (int i = 0; i < pictures.size(); i++) {
                counts = counts.plus(pictures.get(i).isTrue(), crosses(i));
            }
            return counts;
        }
    }

    private static double threshold(List<Judged> judged, double precision) {
        List<Judged> falling = judged.stream()
                .sorted(Comparator.comparingDouble(Judged::probability).reversed())
                .toList();
        double lowest = 1;
        long right = 0;
        for (int i = 0; i < falling.size(); i++) {
            right += falling.get(i).isTrue() ? 1 : 0;
            double probability = falling.get(i).probability();
            boolean isLastOfEquals =
                    i + 1 == falling.size() || falling.get(i + 1).probability() < probability;
            if (isLastOfEquals && right >= precision * (i + 1)) {
                lowest = probability;
            }
        }
        return lowest;
    }

    static LabelSetResult of(LabelSet labelSet, List<Picture> pictures, List<Embedding> images, OfflineScorer scorer) {
        Map<List<String>, List<Double>> probabilities = new HashMap<>();
        for (Embedding image : images) {
            for (LabelScore score : scorer.score(image)) {
                probabilities
                        .computeIfAbsent(List.of(score.getGroup(), score.getLabel()), unused -> new ArrayList<>())
                        .add((double) score.getProbability());
            }
        }
        List<OfGroup> groups = new ArrayList<>();
        for (LabelGroup group : labelSet.getGroups()) {
            List<OfLabel> labels = new ArrayList<>();
            for (Label label : group.getLabels()) {
                List<Double> ofLabel =
                        Objects.requireNonNull(probabilities.get(List.of(group.getName(), label.getName())));
                List<Judged> judged = new ArrayList<>();
                for (int i = 0; i < ofLabel.size(); i++) {
                    Scene scene = pictures.get(i).scene();
                    judged.add(new Judged(ofLabel.get(i), isTrue(label, scene)));
                }
                labels.add(new OfLabel(label, judged));
            }
            groups.add(new OfGroup(group.getName(), labels));
        }
        return new LabelSetResult(groups);
    }

    static boolean isTrue(LabelSet labelSet, Scene scene) {
        return scene.things().stream().anyMatch(thing -> isTrue(labelSet, thing.concept()));
    }

    static boolean isTrue(LabelSet labelSet, Concept concept) {
        return labelSet.getGroups().stream()
                .flatMap(group -> group.getLabels().stream())
                .anyMatch(label -> isTrue(label, concept));
    }

    private static boolean isTrue(Label label, Scene scene) {
        return scene.things().stream().anyMatch(thing -> isTrue(label, thing.concept()));
    }

    private static boolean isTrue(Label label, Concept concept) {
        List<String> prompts = label.getPrompts().isEmpty() ? List.of(label.getName()) : label.getPrompts();
        return concept.names().stream().anyMatch(prompts::contains)
                || concept.tags().stream().anyMatch(prompts::contains);
    }

    /** Counts every label of every picture. */
    public Counts byLabel() {
        return groups.stream()
                .flatMap(group -> group.labels().stream())
                .map(OfLabel::counts)
                .reduce(Counts.NONE, Counts::plus);
    }
}

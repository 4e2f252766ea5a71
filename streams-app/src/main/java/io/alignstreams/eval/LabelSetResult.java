package io.alignstreams.eval;

import io.alignstreams.schemas.Label;
import io.alignstreams.schemas.LabelGroup;
import io.alignstreams.schemas.LabelScore;
import io.alignstreams.schemas.LabelSet;
import io.alignstreams.topology.Embedding;
import io.alignstreams.topology.OfflineScorer;
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
 * a broader kind, of a thing in it.
 */
public record LabelSetResult(List<OfLabel> labels) {
    public LabelSetResult {
        labels = List.copyOf(labels);
    }

    /** One picture's probability of a label, and whether the label is true of it. */
    record Judged(double probability, boolean isTrue) {}

    /** How one label does. */
    public record OfLabel(String group, Label label, List<Judged> pictures) {
        public OfLabel {
            pictures = List.copyOf(pictures);
        }

        /** Pictures that cross a threshold, rightly or not. */
        public long crossed(double threshold) {
            return pictures.stream()
                    .filter(picture -> picture.probability() >= threshold)
                    .count();
        }

        /** Pictures that cross a threshold rightly. */
        public long right(double threshold) {
            return pictures.stream()
                    .filter(picture -> picture.isTrue() && picture.probability() >= threshold)
                    .count();
        }

        /** Pictures that the label is true of. */
        public long due() {
            return pictures.stream().filter(Judged::isTrue).count();
        }

        /**
         * The lowest threshold whose crossings are right often enough.
         *
         * @param precision the part that has to be right, 0 to 1
         * @return 1 if there is none
         */
        public double threshold(double precision) {
            List<Judged> falling = pictures.stream()
                    .sorted(Comparator.comparingDouble(Judged::probability).reversed())
                    .toList();
            double lowest = 1;
            long right = 0;
            for (int i = 0; i < falling.size(); i++) {
                right += falling.get(i).isTrue() ? 1 : 0;
                if (falling.get(i).isTrue() && right >= precision * (i + 1)) {
                    lowest = falling.get(i).probability();
                }
            }
            return lowest;
        }
    }

    static LabelSetResult of(LabelSet labelSet, List<Picture> pictures, List<Embedding> images, OfflineScorer scorer) {
        Map<List<String>, List<Judged>> judged = new HashMap<>();
        for (int i = 0; i < pictures.size(); i++) {
            for (LabelScore score : scorer.score(images.get(i))) {
                List<String> key = List.of(score.getGroup(), score.getLabel());
                Label label = find(labelSet, score);
                judged.computeIfAbsent(key, unused -> new ArrayList<>())
                        .add(new Judged(
                                score.getProbability(),
                                isTrue(label, pictures.get(i).scene())));
            }
        }
        List<OfLabel> results = new ArrayList<>();
        for (LabelGroup group : labelSet.getGroups()) {
            for (Label label : group.getLabels()) {
                List<String> key = List.of(group.getName(), label.getName());
                results.add(new OfLabel(group.getName(), label, Objects.requireNonNull(judged.get(key))));
            }
        }
        return new LabelSetResult(results);
    }

    private static Label find(LabelSet labelSet, LabelScore score) {
        return labelSet.getGroups().stream()
                .filter(group -> group.getName().equals(score.getGroup()))
                .flatMap(group -> group.getLabels().stream())
                .filter(label -> label.getName().equals(score.getLabel()))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isTrue(Label label, Scene scene) {
        List<String> prompts = label.getPrompts().isEmpty() ? List.of(label.getName()) : label.getPrompts();
        return scene.things().stream()
                .map(Scene.Thing::concept)
                .anyMatch(concept -> concept.names().stream().anyMatch(prompts::contains)
                        || concept.tags().stream().anyMatch(prompts::contains));
    }

    /** The part of all crossings that are right, 0 to 1. */
    public double precision() {
        return part(
                right(),
                labels.stream()
                        .mapToLong(label -> label.crossed(label.label().getThreshold()))
                        .sum());
    }

    /** The part of all true labels that are crossed, 0 to 1. */
    public double recall() {
        return part(right(), labels.stream().mapToLong(OfLabel::due).sum());
    }

    private long right() {
        return labels.stream()
                .mapToLong(label -> label.right(label.label().getThreshold()))
                .sum();
    }

    static double part(long some, long all) {
        return all == 0 ? 1 : some / (double) all;
    }
}

package io.alignstreams.eval;

import io.alignstreams.schemas.Label;
import io.alignstreams.schemas.LabelGroup;
import io.alignstreams.schemas.LabelScore;
import io.alignstreams.schemas.LabelSet;
import io.alignstreams.topology.Embedding;
import io.alignstreams.topology.OfflineScorer;
import io.alignstreams.world.World.Picture;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * How a label set does on pictures whose content is known.
 *
 * @param drawn the pictures
 * @param images their embeddings, in their order
 * @param classes the texts of each class, as {@link OfflineScorer#classes} gives them
 * @param actions how often each action was called for and taken
 */
public record LabelSetResult(
        LabelSet labelSet,
        LabelledPictures drawn,
        List<Embedding> images,
        List<List<String>> classes,
        List<GroupResult> groups,
        Map<String, Counts> actions) {
    public LabelSetResult {
        images = List.copyOf(images);
        classes = List.copyOf(classes);
        groups = List.copyOf(groups);
    }

    static LabelSetResult of(LabelSet labelSet, LabelledPictures drawn, List<Embedding> images, OfflineScorer scorer) {
        Map<List<String>, List<LabelScore>> scores = new HashMap<>();
        Map<String, Counts> actions = new TreeMap<>();
        for (int i = 0; i < images.size(); i++) {
            OfflineScorer.Scores ofImage = scorer.score(images.get(i));
            for (LabelScore score : ofImage.labels()) {
                scores.computeIfAbsent(key(score.getGroup(), score.getLabel()), unused -> new ArrayList<>())
                        .add(score);
            }
            String due = LabelTruth.action(labelSet, drawn.pictures().get(i).scene());
            String taken = ofImage.action();
            actions.merge(due, Counts.NONE.plus(true, due.equals(taken)), Counts::plus);
            if (!due.equals(taken)) {
                actions.merge(taken, Counts.NONE.plus(false, true), Counts::plus);
            }
        }
        List<GroupResult> groups = new ArrayList<>();
        for (int number = 0; number < labelSet.getGroups().size(); number++) {
            LabelGroup group = labelSet.getGroups().get(number);
            List<LabelResult> labels = group.getLabels().stream()
                    .map(label -> labelResult(
                            label,
                            drawn.pictures(),
                            Objects.requireNonNull(scores.get(key(group.getName(), label.getName())))))
                    .toList();
            groups.add(
                    new GroupResult(group.getName(), labels, drawn.prevalences().get(number)));
        }
        return new LabelSetResult(labelSet, drawn, images, scorer.classes(), groups, actions);
    }

    private static List<String> key(String group, String label) {
        return List.of(group, label);
    }

    private static LabelResult labelResult(Label label, List<Picture> pictures, List<LabelScore> scores) {
        List<LabelResult.Judged> judged = new ArrayList<>();
        for (int i = 0; i < scores.size(); i++) {
            LabelScore score = scores.get(i);
            judged.add(new LabelResult.Judged(
                    score.getProbability(),
                    score.getCrossed(),
                    LabelTruth.isTrue(label, pictures.get(i).scene())));
        }
        return new LabelResult(label.getName(), label.getThreshold(), judged);
    }

    /** Counts every label of every picture. */
    public Counts byLabel() {
        return groups.stream().map(GroupResult::byLabel).reduce(Counts.NONE, Counts::plus);
    }
}

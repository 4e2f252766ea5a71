package io.alignstreams.topology;

import io.alignstreams.schemas.GroupType;
import io.alignstreams.schemas.Label;
import io.alignstreams.schemas.LabelGroup;
import io.alignstreams.schemas.LabelSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a label set must be before anything is embedded.
 *
 * @param maxLabels in all groups together
 * @param maxTexts that have to be embedded: prompts times templates, none prompts and negatives
 */
public record LabelSetRules(int maxLabels, int maxTexts) {
    private static final int MOST_FAULTS_NAMED = 5;

    /** Says which rules a label set breaks; null if none. */
    public @Nullable Refusal check(LabelSet labelSet) {
        int labels = labelSet.getGroups().stream()
                .mapToInt(group -> group.getLabels().size())
                .sum();
        if (labels > maxLabels) {
            return new Refusal(Code.LABEL_SET_TOO_LARGE, "expected at most " + maxLabels + " labels, found " + labels);
        }
        List<String> faults = new ArrayList<>();
        require(!labelSet.getGroups().isEmpty(), "expected at least one group, found none", faults);
        require(labelSet.getTopK() >= 1, "expected top_k to be at least 1, found " + labelSet.getTopK(), faults);
        Set<String> names = new HashSet<>();
        for (LabelGroup group : labelSet.getGroups()) {
            String where = "group '" + group.getName() + "': ";
            require(!group.getName().isBlank(), where + "expected a name, found none", faults);
            require(names.add(group.getName()), where + "expected a name of its own, found it twice", faults);
            checkGroup(group, where, faults);
        }
        if (!faults.isEmpty()) {
            int more = faults.size() - MOST_FAULTS_NAMED;
            return new Refusal(
                    Code.LABEL_SET_INVALID,
                    String.join("; ", faults.subList(0, Math.min(MOST_FAULTS_NAMED, faults.size())))
                            + (more > 0 ? "; and " + more + " more" : ""));
        }
        long texts = LabelClasses.of(labelSet).stream().mapToLong(List::size).sum();
        return texts > maxTexts
                ? new Refusal(
                        Code.LABEL_SET_TOO_LARGE,
                        "expected at most " + maxTexts + " texts (prompts times templates), found " + texts)
                : null;
    }

    private static void checkGroup(LabelGroup group, String where, List<String> faults) {
        boolean exclusive = group.getType() == GroupType.EXCLUSIVE;
        require(!group.getLabels().isEmpty(), where + "expected at least one label, found none", faults);
        require(
                exclusive || group.getNone().isEmpty(),
                where + "expected no none prompts in an independent group",
                faults);
        requireText(group.getNone(), where + "expected none prompts that are not empty, found an empty one", faults);
        Set<String> names = new HashSet<>();
        for (Label label : group.getLabels()) {
            String which = where + "label '" + label.getName() + "': ";
            require(!label.getName().isBlank(), which + "expected a name, found none", faults);
            require(names.add(label.getName()), which + "expected a name of its own, found it twice", faults);
            checkLabel(label, exclusive, which, faults);
        }
    }

    private static void checkLabel(Label label, boolean exclusive, String which, List<String> faults) {
        requireText(label.getPrompts(), which + "expected prompts that are not empty, found an empty one", faults);
        requireText(label.getNegatives(), which + "expected negatives that are not empty, found an empty one", faults);
        for (String template : label.getTemplates()) {
            require(
                    template.contains(LabelClasses.PLACEHOLDER),
                    which + "expected templates with {} in them, found '" + template + "'",
                    faults);
        }
        require(
                exclusive == label.getNegatives().isEmpty(),
                which
                        + (exclusive
                                ? "expected no negatives in an exclusive group; use the group's none prompts"
                                : "expected at least one negative in an independent group, found none"),
                faults);
        double threshold = label.getThreshold();
        require(
                threshold >= 0 && threshold <= 1,
                which + "expected a threshold from 0 to 1, found " + threshold,
                faults);
        require(!label.getAction().isBlank(), which + "expected an action, found none", faults);
    }

    private static void requireText(List<String> texts, String fault, List<String> faults) {
        require(texts.stream().noneMatch(String::isBlank), fault, faults);
    }

    private static void require(boolean holds, String fault, List<String> faults) {
        if (!holds) {
            faults.add(fault);
        }
    }
}

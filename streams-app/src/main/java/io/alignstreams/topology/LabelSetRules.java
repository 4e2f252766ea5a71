package io.alignstreams.topology;

import io.alignstreams.schemas.GroupType;
import io.alignstreams.schemas.Label;
import io.alignstreams.schemas.LabelGroup;
import io.alignstreams.schemas.LabelSet;
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
    /** On average; a model reads some 64 tokens of a text. */
    private static final long CHARACTERS_PER_TEXT = 2_000;

    /** Says which rules a label set breaks; null if none. */
    public @Nullable Refusal check(LabelSet labelSet) {
        int labels = labelSet.getGroups().stream()
                .mapToInt(group -> group.getLabels().size())
                .sum();
        if (labels > maxLabels) {
            return new Refusal(Code.LABEL_SET_TOO_LARGE, "expected at most " + maxLabels + " labels, found " + labels);
        }
        Faults faults = new Faults();
        faults.require(!labelSet.getGroups().isEmpty(), () -> "expected at least one group, found none");
        faults.require(labelSet.getTopK() >= 1, () -> "expected top_k to be at least 1, found " + labelSet.getTopK());
        Set<String> names = new HashSet<>();
        for (LabelGroup group : labelSet.getGroups()) {
            String where = "group " + Faults.quoted(group.getName()) + ": ";
            faults.require(!group.getName().isBlank(), () -> where + "expected a name, found none");
            faults.require(names.add(group.getName()), () -> where + "expected a name of its own, found it twice");
            checkGroup(group, where, faults);
        }
        return faults.isEmpty() ? checkSize(labelSet) : new Refusal(Code.LABEL_SET_INVALID, faults.toString());
    }

    private @Nullable Refusal checkSize(LabelSet labelSet) {
        LabelSetSize size = LabelSetSize.of(labelSet);
        long maxCharacters = maxTexts * CHARACTERS_PER_TEXT;
        if (size.texts() > maxTexts) {
            return new Refusal(
                    Code.LABEL_SET_TOO_LARGE,
                    "expected at most " + maxTexts + " texts (prompts times templates), found " + size.texts());
        }
        return size.characters() > maxCharacters
                ? new Refusal(
                        Code.LABEL_SET_TOO_LARGE,
                        "expected at most " + maxCharacters + " characters in all texts (prompts times templates),"
                                + " found " + size.characters())
                : null;
    }

    private static void checkGroup(LabelGroup group, String where, Faults faults) {
        boolean exclusive = group.getType() == GroupType.EXCLUSIVE;
        faults.require(!group.getLabels().isEmpty(), () -> where + "expected at least one label, found none");
        faults.require(
                exclusive || group.getNone().isEmpty(),
                () -> where + "expected no none prompts in an independent group");
        faults.require(
                areTexts(group.getNone()),
                () -> where + "expected none prompts that are not empty, found an empty one");
        Set<String> names = new HashSet<>();
        for (Label label : group.getLabels()) {
            String which = where + "label " + Faults.quoted(label.getName()) + ": ";
            faults.require(!label.getName().isBlank(), () -> which + "expected a name, found none");
            faults.require(names.add(label.getName()), () -> which + "expected a name of its own, found it twice");
            checkLabel(label, exclusive, which, faults);
        }
    }

    private static void checkLabel(Label label, boolean exclusive, String which, Faults faults) {
        faults.require(
                areTexts(label.getPrompts()), () -> which + "expected prompts that are not empty, found an empty one");
        faults.require(
                areTexts(label.getNegatives()),
                () -> which + "expected negatives that are not empty, found an empty one");
        for (String template : label.getTemplates()) {
            faults.require(
                    template.contains(LabelClasses.PLACEHOLDER),
                    () -> which + "expected templates with {} in them, found " + Faults.quoted(template));
        }
        faults.require(
                exclusive == label.getNegatives().isEmpty(),
                () -> which
                        + (exclusive
                                ? "expected no negatives in an exclusive group; use the group's none prompts"
                                : "expected at least one negative in an independent group, found none"));
        double threshold = label.getThreshold();
        faults.require(
                threshold >= 0 && threshold <= 1, () -> which + "expected a threshold from 0 to 1, found " + threshold);
        faults.require(!label.getAction().isBlank(), () -> which + "expected an action, found none");
    }

    private static boolean areTexts(List<String> texts) {
        return texts.stream().noneMatch(String::isBlank);
    }
}

package io.alignstreams.topology;

import io.alignstreams.schemas.GroupType;
import io.alignstreams.schemas.Label;
import io.alignstreams.schemas.LabelGroup;
import io.alignstreams.schemas.LabelSet;
import java.util.ArrayList;
import java.util.List;

/**
 * The classes of a label set, in the order of the rows of its matrix: of an exclusive group all labels, then its none
 * prompts; of an independent group each label followed by its negatives.
 */
final class LabelClasses {
    static final String PLACEHOLDER = "{}";

    private LabelClasses() {}

    /** Counts classes without making their texts. */
    static long count(LabelSet labelSet) {
        long classes = 0;
        for (LabelGroup group : labelSet.getGroups()) {
            classes += group.getLabels().size();
            if (group.getType() == GroupType.EXCLUSIVE) {
                classes += group.getNone().size();
            } else {
                for (Label label : group.getLabels()) {
                    classes += label.getNegatives().size();
                }
            }
        }
        return classes;
    }

    /** The texts of each class, whose embeddings are averaged. */
    static List<List<String>> of(LabelSet labelSet) {
        List<List<String>> classes = new ArrayList<>();
        for (LabelGroup group : labelSet.getGroups()) {
            for (Label label : group.getLabels()) {
                classes.add(texts(label));
                if (group.getType() == GroupType.INDEPENDENT) {
                    label.getNegatives().forEach(negative -> classes.add(List.of(negative)));
                }
            }
            if (group.getType() == GroupType.EXCLUSIVE) {
                group.getNone().forEach(none -> classes.add(List.of(none)));
            }
        }
        return classes;
    }

    private static List<String> texts(Label label) {
        List<String> texts = new ArrayList<>();
        for (String template : templates(label)) {
            for (String prompt : prompts(label)) {
                texts.add(template.replace(PLACEHOLDER, prompt));
            }
        }
        return texts;
    }

    static List<String> prompts(Label label) {
        return label.getPrompts().isEmpty() ? List.of(label.getName()) : label.getPrompts();
    }

    static List<String> templates(Label label) {
        return label.getTemplates().isEmpty() ? List.of(PLACEHOLDER) : label.getTemplates();
    }
}

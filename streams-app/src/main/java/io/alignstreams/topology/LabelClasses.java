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
        List<String> prompts = label.getPrompts().isEmpty() ? List.of(label.getName()) : label.getPrompts();
        List<String> templates = label.getTemplates().isEmpty() ? List.of(PLACEHOLDER) : label.getTemplates();
        List<String> texts = new ArrayList<>(prompts.size() * templates.size());
        for (String template : templates) {
            for (String prompt : prompts) {
                texts.add(template.replace(PLACEHOLDER, prompt));
            }
        }
        return texts;
    }
}

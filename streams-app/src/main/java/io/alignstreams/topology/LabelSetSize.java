package io.alignstreams.topology;

import io.alignstreams.schemas.Label;
import io.alignstreams.schemas.LabelGroup;
import io.alignstreams.schemas.LabelSet;
import java.util.List;

/**
 * How much of a label set has to be embedded, found without making its texts: a few kilobytes of prompts and templates can
 * ask for gigabytes.
 *
 * @param texts prompts times templates, none prompts and negatives, equal ones counted each
 * @param characters of all these texts
 */
record LabelSetSize(long texts, long characters) {
    static LabelSetSize of(LabelSet labelSet) {
        LabelSetSize size = new LabelSetSize(0, 0);
        for (LabelGroup group : labelSet.getGroups()) {
            size = size.plus(sum(group.getNone()));
            for (Label label : group.getLabels()) {
                size = size.plus(prompted(label)).plus(sum(label.getNegatives()));
            }
        }
        return size;
    }

    private static LabelSetSize prompted(Label label) {
        LabelSetSize prompts = sum(LabelClasses.prompts(label));
        List<String> templates = LabelClasses.templates(label);
        long placeholders = 0;
        long charactersAround = 0;
        for (String template : templates) {
            int found = placeholders(template);
            placeholders += found;
            charactersAround += template.length() - (long) found * LabelClasses.PLACEHOLDER.length();
        }
        return new LabelSetSize(
                prompts.texts * templates.size(), prompts.texts * charactersAround + prompts.characters * placeholders);
    }

    private static int placeholders(String template) {
        int count = 0;
        int from = template.indexOf(LabelClasses.PLACEHOLDER);
        while (from >= 0) {
            count++;
            from = template.indexOf(LabelClasses.PLACEHOLDER, from + LabelClasses.PLACEHOLDER.length());
        }
        return count;
    }

    private static LabelSetSize sum(List<String> texts) {
        return new LabelSetSize(
                texts.size(), texts.stream().mapToLong(String::length).sum());
    }

    private LabelSetSize plus(LabelSetSize other) {
        return new LabelSetSize(texts + other.texts, characters + other.characters);
    }
}

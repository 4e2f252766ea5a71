package io.alignstreams.eval;

import io.alignstreams.schemas.Label;
import io.alignstreams.schemas.LabelGroup;
import io.alignstreams.schemas.LabelSet;
import io.alignstreams.world.Concept;
import io.alignstreams.world.Concepts;
import io.alignstreams.world.Scene;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Which labels are true of what a picture shows. A label is true of a thing if one of its prompts, or its name if it has
 * none, is a name or a broader kind of the thing; case and an article before it make no difference. What is the usual name
 * of one kind of thing is not taken for a broader kind.
 */
public final class LabelTruth {
    private static final Pattern ARTICLE = Pattern.compile("^(a|an|the) ");

    private LabelTruth() {}

    /** How many kinds of things there are that a label is true of. */
    public static long kinds(LabelSet labelSet) {
        return Concepts.all().stream()
                .filter(concept -> labelSet.getGroups().stream().anyMatch(group -> isTrue(group, concept)))
                .count();
    }

    static boolean isTrue(LabelGroup group, Scene scene) {
        return scene.things().stream().anyMatch(thing -> isTrue(group, thing.concept()));
    }

    private static boolean isTrue(LabelGroup group, Concept concept) {
        return group.getLabels().stream().anyMatch(label -> isTrue(label, concept));
    }

    static boolean isTrue(Label label, Scene scene) {
        return scene.things().stream().anyMatch(thing -> isTrue(label, thing.concept()));
    }

    static boolean isTrue(Label label, Concept concept) {
        List<String> prompts = label.getPrompts().isEmpty() ? List.of(label.getName()) : label.getPrompts();
        return prompts.stream().anyMatch(prompt -> names(prompt, concept));
    }

    private static boolean names(String prompt, Concept concept) {
        String words = ARTICLE.matcher(prompt.toLowerCase(Locale.ROOT)).replaceFirst("");
        boolean isUsualName = Concepts.all().stream().map(Concept::name).anyMatch(words::equals);
        return isUsualName
                ? concept.name().equals(words)
                : concept.names().contains(words) || concept.tags().contains(words);
    }

    /** Gives the action that the labels which are true call for: that of the most severe, the first of equals. */
    static String action(LabelSet labelSet, Scene scene) {
        return labelSet.getGroups().stream()
                .flatMap(group -> group.getLabels().stream())
                .filter(label -> isTrue(label, scene))
                .sorted(Comparator.comparingInt(Label::getSeverity).reversed())
                .map(Label::getAction)
                .findFirst()
                .orElse("allow");
    }
}

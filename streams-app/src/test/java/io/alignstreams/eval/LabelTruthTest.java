package io.alignstreams.eval;

import static org.assertj.core.api.Assertions.assertThat;

import io.alignstreams.schemas.Emit;
import io.alignstreams.schemas.GroupType;
import io.alignstreams.schemas.Label;
import io.alignstreams.schemas.LabelGroup;
import io.alignstreams.schemas.LabelSet;
import io.alignstreams.world.Artist;
import io.alignstreams.world.Concept;
import io.alignstreams.world.Concepts;
import io.alignstreams.world.Scene;
import io.alignstreams.world.World;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelTruthTest {
    @ParameterizedTest
    @CsvSource({
        "dog, dog, true",
        "A Dog, dog, true",
        "an animal, dog, true",
        "puppy, dog, true",
        "kitten, dog, false",
        "bird, bird, true",
        "bird, penguin, false",
        "dogs, dog, false"
    })
    void shouldTakeAPromptForWhatItNames(String prompt, String thing, boolean isTrue) {
        Label label = label("label", 0, "review", prompt);

        assertThat(LabelTruth.isTrue(label, concept(thing))).isEqualTo(isTrue);
    }

    @Test
    void shouldTakeTheNameOfALabelWithoutPrompts() {
        assertThat(LabelTruth.isTrue(label("dog", 0, "review"), concept("dog"))).isTrue();
        assertThat(LabelTruth.isTrue(label("dog", 0, "review"), concept("cat"))).isFalse();
    }

    @Test
    void shouldCallForTheActionOfTheMostSevere() {
        LabelSet labelSet = new LabelSet(
                List.of(
                        group("animals", label("dog", 1, "review"), label("cat", 1, "tag")),
                        group("weapons", label("gun", 9, "block"))),
                Emit.ALL,
                20);

        assertThat(LabelTruth.action(labelSet, scene("cat", "dog"))).isEqualTo("review");
        assertThat(LabelTruth.action(labelSet, scene("dog", "gun"))).isEqualTo("block");
        assertThat(LabelTruth.action(labelSet, scene("tree"))).isEqualTo("allow");
        assertThat(LabelTruth.kinds(labelSet)).isEqualTo(3);
    }

    private static LabelGroup group(String name, Label... labels) {
        return new LabelGroup(name, GroupType.EXCLUSIVE, List.of(), List.of(labels));
    }

    private static Label label(String name, int severity, String action, String... prompts) {
        return Label.newBuilder()
                .setName(name)
                .setPrompts(List.of(prompts))
                .setThreshold(0.5)
                .setSeverity(severity)
                .setAction(action)
                .build();
    }

    private static Concept concept(String name) {
        return Concepts.all().stream()
                .filter(concept -> concept.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Scene scene(String... names) {
        Scene.Background background = new World(Artist.NOTO, 1).scene(0).background();
        return new Scene(
                Stream.of(names)
                        .map(name -> new Scene.Thing(concept(name), null, 1))
                        .toList(),
                Scene.Layout.FREE,
                background);
    }
}

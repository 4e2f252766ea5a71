package io.alignstreams.topology;

import static io.alignstreams.topology.Events.label;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.alignstreams.schemas.Emit;
import io.alignstreams.schemas.GroupType;
import io.alignstreams.schemas.Label;
import io.alignstreams.schemas.LabelGroup;
import io.alignstreams.schemas.LabelScore;
import io.alignstreams.schemas.LabelSet;
import io.alignstreams.schemas.LabelSetEmbeddings;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The arithmetic of label sets. Texts and images are words, each on an axis of its own; the temperature is 0.1. */
class LabelSetScorerTest {
    private static final double SQRT_HALF = Math.sqrt(0.5);

    private final WordEmbedder embedder = new WordEmbedder("digest-1");

    @Test
    void shouldShareProbabilityAmongLabelsAndNonePrompts() {
        LabelGroup group = new LabelGroup(
                "g",
                GroupType.EXCLUSIVE,
                List.of("nothing"),
                List.of(label("apple", 0.5, 0, "allow"), label("car", 0.5, 0, "allow")));
        LabelSetScorer.Scores scores = score("apple car", Emit.ALL, 1, group);

        double each = Math.exp(10 * SQRT_HALF) / (2 * Math.exp(10 * SQRT_HALF) + 1);
        assertThat(scores.labels()).extracting(LabelScore::getLabel).containsExactly("apple", "car");
        assertThat(scores.labels().get(0).getProbability()).isCloseTo((float) each, within(1e-6f));
        assertThat(scores.labels().get(1).getProbability()).isCloseTo((float) each, within(1e-6f));
        assertThat(scores.labelCount()).isEqualTo(2);
    }

    @Test
    void shouldSetEachIndependentLabelAgainstItsNegatives() {
        Label apple = new Label("apple", List.of(), List.of(), List.of("nothing", "dog"), 0.5, 0, "allow");
        Label car = new Label("car", List.of(), List.of(), List.of("nothing"), 0.5, 0, "allow");
        LabelGroup group = new LabelGroup("g", GroupType.INDEPENDENT, List.of(), List.of(apple, car));
        LabelSetScorer.Scores scores = score("apple", Emit.ALL, 1, group);

        assertThat(scores.labels().get(0).getProbability())
                .isCloseTo((float) (Math.exp(10) / (Math.exp(10) + 2)), within(1e-6f));
        assertThat(scores.labels().get(1).getProbability()).isEqualTo(0.5f);
    }

    @Test
    void shouldAverageAndRenormalisePromptsTimesTemplates() {
        Label fruit =
                new Label("fruit", List.of("apple", "green apple"), List.of("{}", "a {}"), List.of(), 0.0, 0, "x");
        LabelGroup group = new LabelGroup("g", GroupType.EXCLUSIVE, List.of(), List.of(fruit));

        double[] sum = new double[3]; // apple, green, a
        for (double[] text : new double[][] {{1, 0, 0}, {1, 1, 0}, {1, 0, 1}, {1, 1, 1}}) {
            double norm = Math.sqrt(text[0] + text[1] + text[2]);
            for (int i = 0; i < 3; i++) {
                sum[i] += text[i] / norm;
            }
        }
        double norm = Math.sqrt(sum[0] * sum[0] + sum[1] * sum[1] + sum[2] * sum[2]);
        assertThat(score("apple", Emit.ALL, 1, group).labels().get(0).getLogit())
                .isCloseTo((float) (10 * sum[0] / norm), within(1e-5f));
    }

    @Test
    void shouldTakeTheActionOfTheHighestSeverityCrossed() {
        LabelGroup group = new LabelGroup(
                "g",
                GroupType.EXCLUSIVE,
                List.of(),
                List.of(
                        label("apple", 0.1, 1, "review"),
                        label("car", 0.1, 5, "block"),
                        label("red", 0.1, 5, "other"),
                        label("dog", 0.9, 9, "never")));
        LabelSetScorer.Scores scores = score("apple car red", Emit.CROSSED, 1, group);

        assertThat(scores.action()).isEqualTo("block");
        assertThat(scores.severity()).isEqualTo(5);
        assertThat(scores.labels()).extracting(LabelScore::getLabel).containsExactly("apple", "car", "red");
    }

    @Test
    void shouldAllowWhatCrossesNothing() {
        LabelGroup group =
                new LabelGroup("g", GroupType.EXCLUSIVE, List.of("nothing"), List.of(label("car", 0.5, 3, "block")));
        LabelSetScorer.Scores scores = score("nothing", Emit.CROSSED, 1, group);

        assertThat(scores.action()).isEqualTo("allow");
        assertThat(scores.severity()).isNull();
        assertThat(scores.labels()).isEmpty();
    }

    @Test
    void shouldCrossAtTheThresholdItself() {
        LabelGroup alone = new LabelGroup("g", GroupType.EXCLUSIVE, List.of(), List.of(label("apple", 1, 0, "review")));

        LabelSetScorer.Scores scores = score("car", Emit.CROSSED, 1, alone);
        assertThat(scores.labels().get(0).getProbability()).isEqualTo(1f);
        assertThat(scores.action()).isEqualTo("review");
    }

    @Test
    void shouldEmitTheTopOfTheWholeSetAndAllThatAreCrossed() {
        LabelGroup one = new LabelGroup(
                "one",
                GroupType.EXCLUSIVE,
                List.of(),
                List.of(label("apple", 1, 0, "x"), label("car", 1, 0, "x"), label("dog", 1, 0, "x")));
        Label rare = new Label("nothing", List.of(), List.of(), List.of("apple"), 0.0, 0, "x");
        LabelGroup two = new LabelGroup("two", GroupType.INDEPENDENT, List.of(), List.of(rare));

        assertThat(score("apple apple car", Emit.TOP_K, 2, one, two).labels())
                .extracting(LabelScore::getLabel)
                .containsExactly("apple", "car", "nothing");
    }

    private LabelSetScorer.Scores score(String image, Emit emit, int topK, LabelGroup... groups) {
        LabelSet labelSet = Events.labelSet(emit, topK, groups);
        LabelSetScorer scorer = new LabelSetScorer(LabelSetEmbeddings.newBuilder()
                .setLabelSet(labelSet)
                .setTemperature(0.1f)
                .setDimension(embedder.identity().dimension())
                .setMatrix(LabelSetMatrix.of(labelSet, embedder))
                .build());
        return scorer.score(embedder.embed(List.of(image)).get(0));
    }
}

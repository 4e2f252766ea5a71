package io.alignstreams.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.alignstreams.eval.LabelResult.Judged;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupResultTest {
    private static final LabelResult DOG = new LabelResult(
            "dog",
            0.5,
            List.of(
                    new Judged(0.9, true, true),
                    new Judged(0.2, false, true),
                    new Judged(0.8, true, false),
                    new Judged(0.5, true, true),
                    new Judged(0.7, true, true),
                    new Judged(0.1, false, false)));
    private static final LabelResult CAT = new LabelResult(
            "cat",
            0.6,
            List.of(
                    new Judged(0.1, false, false),
                    new Judged(0.8, true, false),
                    new Judged(0.2, false, true),
                    new Judged(0.5, false, false),
                    new Judged(0.3, false, false),
                    new Judged(0.7, true, false)));
    private static final GroupResult ANIMALS = new GroupResult("animals", List.of(DOG, CAT), 0.1);

    @Test
    void shouldCountWhatIsTruePredictedAndRight() {
        assertThat(DOG.counts()).isEqualTo(new Counts(4, 4, 3));
        assertThat(CAT.counts()).isEqualTo(new Counts(1, 2, 0));
        assertThat(ANIMALS.byLabel()).isEqualTo(new Counts(5, 6, 3));
        assertThat(ANIMALS.byLabel().precision()).isEqualTo(0.5);
        assertThat(ANIMALS.byLabel().recall()).isEqualTo(0.6);
    }

    @Test
    void shouldCallAGroupRightWhicheverOfItsLabelsIsCrossed() {
        assertThat(ANIMALS.counts()).isEqualTo(new Counts(5, 6, 5));
    }

    @Test
    void shouldTellThePrecisionWhereNobodyChoosesPictures() {
        GroupResult dog = new GroupResult("dog", List.of(DOG), 0.1);
        assertThat(dog.falsePositiveRate()).isEqualTo(0.5);
        assertThat(dog.precisionAtPrevalence()).isCloseTo(0.1 * 0.75 / (0.1 * 0.75 + 0.9 * 0.5), within(1e-12));
        assertThat(new GroupResult("dog", List.of(DOG), 1).precisionAtPrevalence())
                .isEqualTo(1);
    }

    @Test
    void shouldFindTheLowestThresholdThatIsPreciseEnough() {
        GroupResult dog = new GroupResult("dog", List.of(DOG), 0.1);
        assertThat(dog.labelThreshold(1)).hasValue(0.9);
        assertThat(dog.labelThreshold(0.75)).hasValue(0.2);
        assertThat(dog.labelThreshold(0.9)).hasValue(0.9);
        assertThat(dog.pictureThreshold(0.9)).hasValue(0.9);
        assertThat(ANIMALS.labelThreshold(0.5)).hasValue(0.2);
        assertThat(ANIMALS.pictureThreshold(1)).hasValue(0.8);
        assertThat(one(new Judged(0.9, true, false)).labelThreshold(0.5)).isEmpty();
    }

    @Test
    void shouldTakeEqualProbabilitiesTogether() {
        GroupResult equals =
                one(new Judged(0.9, true, true), new Judged(0.5, true, true), new Judged(0.5, true, false));

        assertThat(equals.labelThreshold(1)).hasValue(0.9);
        assertThat(equals.labelThreshold(0.6)).hasValue(0.5);
    }

    private static GroupResult one(Judged... pictures) {
        return new GroupResult("one", List.of(new LabelResult("label", 0.5, List.of(pictures))), 0.1);
    }
}

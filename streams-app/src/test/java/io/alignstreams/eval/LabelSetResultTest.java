package io.alignstreams.eval;

import static org.assertj.core.api.Assertions.assertThat;

import io.alignstreams.eval.LabelSetResult.Judged;
import io.alignstreams.eval.LabelSetResult.OfGroup;
import io.alignstreams.eval.LabelSetResult.OfLabel;
import io.alignstreams.schemas.Label;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabelSetResultTest {
    private static final OfLabel DOG = label(
            0.5,
            new Judged(0.9, true),
            new Judged(0.2, true),
            new Judged(0.8, false),
            new Judged(0.5, true),
            new Judged(0.7, true),
            new Judged(0.1, false));
    private static final OfLabel CAT = label(
            0.6,
            new Judged(0.1, false),
            new Judged(0.8, false),
            new Judged(0.2, true),
            new Judged(0.5, false),
            new Judged(0.3, false),
            new Judged(0.7, false));
    private static final LabelSetResult RESULT = new LabelSetResult(List.of(new OfGroup("animals", List.of(DOG, CAT))));

    @Test
    void shouldCountWhatIsDueCrossedAndRight() {
        assertThat(DOG.counts()).isEqualTo(new Counts(4, 4, 3));
        assertThat(CAT.counts()).isEqualTo(new Counts(1, 2, 0));
        assertThat(RESULT.byLabel()).isEqualTo(new Counts(5, 6, 3));
        assertThat(RESULT.byLabel().precision()).isEqualTo(0.5);
        assertThat(RESULT.byLabel().recall()).isEqualTo(0.6);
    }

    @Test
    void shouldCallAGroupRightWhicheverOfItsLabelsIsCrossed() {
        assertThat(RESULT.groups().get(0).counts()).isEqualTo(new Counts(5, 6, 5));
    }

    @Test
    void shouldFindTheLowestThresholdThatIsPreciseEnough() {
        OfGroup dog = new OfGroup("dog", List.of(DOG));
        assertThat(dog.labelThreshold(1)).isEqualTo(0.9);
        assertThat(dog.labelThreshold(0.75)).isEqualTo(0.2);
        assertThat(dog.labelThreshold(0.9)).isEqualTo(0.9);
        assertThat(dog.pictureThreshold(0.9)).isEqualTo(0.9);

        OfGroup animals = RESULT.groups().get(0);
        assertThat(animals.labelThreshold(0.5)).isEqualTo(0.2);
        assertThat(animals.pictureThreshold(1)).isEqualTo(0.8);

        OfGroup never = new OfGroup("never", List.of(label(0.5, new Judged(0.9, false))));
        assertThat(never.labelThreshold(0.5)).isEqualTo(1);
    }

    private static OfLabel label(double threshold, Judged... pictures) {
        return new OfLabel(
                Label.newBuilder().setName("label").setThreshold(threshold).build(), List.of(pictures));
    }
}

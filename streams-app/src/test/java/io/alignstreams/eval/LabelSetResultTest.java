package io.alignstreams.eval;

import static org.assertj.core.api.Assertions.assertThat;

import io.alignstreams.eval.LabelSetResult.Judged;
import io.alignstreams.eval.LabelSetResult.OfLabel;
import io.alignstreams.schemas.Label;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabelSetResultTest {
    private static final OfLabel LABEL = new OfLabel(
            "group",
            Label.newBuilder().setName("label").setThreshold(0.5).build(),
            List.of(
                    new Judged(0.9, true),
                    new Judged(0.2, true),
                    new Judged(0.8, false),
                    new Judged(0.5, true),
                    new Judged(0.7, true),
                    new Judged(0.1, false)));

    @Test
    void shouldCountWhatIsDueCrossedAndRight() {
        assertThat(LABEL.due()).isEqualTo(4);
        assertThat(LABEL.crossed(0.5)).isEqualTo(4);
        assertThat(LABEL.right(0.5)).isEqualTo(3);

        LabelSetResult result = new LabelSetResult(List.of(LABEL));
        assertThat(result.precision()).isEqualTo(0.75);
        assertThat(result.recall()).isEqualTo(0.75);
    }

    @Test
    void shouldFindTheLowestThresholdThatIsPreciseEnough() {
        assertThat(LABEL.threshold(1)).isEqualTo(0.9);
        assertThat(LABEL.threshold(0.75)).isEqualTo(0.2);
        assertThat(LABEL.threshold(0.9)).isEqualTo(0.9);
        assertThat(new OfLabel("group", LABEL.label(), List.of(new Judged(0.9, false))).threshold(0.5))
                .isEqualTo(1);
    }
}

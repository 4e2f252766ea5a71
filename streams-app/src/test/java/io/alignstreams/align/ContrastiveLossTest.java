package io.alignstreams.align;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ContrastiveLossTest {
    /** Worked out by hand: for equal logits every row's cross entropy is log n, whatever the smoothing. */
    @Test
    void shouldBeLogOfTheBatchSizeWhenNothingIsTold() {
        assertThat(ContrastiveLoss.of(FloatTensor.of(new float[9], 3, 3)))
                .isCloseTo((float) Math.log(3), within(1e-6f));
    }

    /** For logits [[a, 0], [0, a]] each row's is log(1 + e^-a) + 0.1 · a / 2. */
    @Test
    void shouldSmoothLabelsByATenth() {
        float a = 4;
        assertThat(ContrastiveLoss.of(FloatTensor.of(new float[] {a, 0, 0, a}, 2, 2)))
                .isCloseTo((float) (Math.log1p(Math.exp(-a)) + 0.1 * a / 2), within(1e-6f));
    }

    @Test
    void shouldAverageBothDirections() {
        float texts = ContrastiveLoss.of(FloatTensor.of(new float[] {3, 1, 0, 2}, 2, 2));
        float images = ContrastiveLoss.of(FloatTensor.of(new float[] {3, 0, 1, 2}, 2, 2));
        assertThat(texts).isEqualTo(images);
    }

    @Test
    void shouldRefuseUnequalNumbersOfImagesAndTexts() {
        assertThatThrownBy(() -> ContrastiveLoss.of(FloatTensor.of(new float[6], 2, 3)))
                .hasMessageContaining("expected as many images as texts for a loss, found 3 and 2");
    }
}

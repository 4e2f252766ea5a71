package io.alignstreams.align.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ActivationRangeTest {
    @Test
    void shouldReachFromTheLowestValueToTheHighestAndKeepZero() {
        ActivationRange range = new ActivationRange(-1, 4.1f);
        assertThat(range.scale()).isEqualTo(0.02f);
        assertThat(Byte.toUnsignedInt(range.zeroPoint())).isEqualTo(50);

        assertThat(new ActivationRange(2, 5.1f).scale()).isEqualTo(0.02f);
        assertThat(new ActivationRange(2, 5.1f).zeroPoint()).isZero();
        assertThat(Byte.toUnsignedInt(new ActivationRange(-5.1f, -2).zeroPoint()))
                .isEqualTo(255);
    }

    @Test
    void shouldHaveAScaleWhereNothingIsButZero() {
        assertThat(new ActivationRange(0, 0).scale()).isEqualTo(1);
    }

    @Test
    void shouldRefuseWhatIsNotFinite() {
        for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> new ActivationRange(0, value))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expected finite activations");
        }
    }
}

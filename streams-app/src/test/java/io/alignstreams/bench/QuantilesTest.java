package io.alignstreams.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class QuantilesTest {
    private static final List<Double> VALUES = List.of(4.0, 1.0, 3.0, 2.0);

    @Test
    void shouldTakeTheMiddleOne() {
        assertThat(Quantiles.median(List.of(5.0, 1.0, 2.0))).isEqualTo(2);
    }

    @Test
    void shouldTakeTheMeanOfTheMiddleTwo() {
        assertThat(Quantiles.median(VALUES)).isEqualTo(2.5);
    }

    @Test
    void shouldTakeWhatAShareDoesNotExceed() {
        assertThat(Quantiles.quantile(VALUES, 0)).isEqualTo(1);
        assertThat(Quantiles.quantile(VALUES, 0.75)).isEqualTo(3);
        assertThat(Quantiles.quantile(VALUES, 0.99)).isEqualTo(4);
        assertThat(Quantiles.quantile(VALUES, 1)).isEqualTo(4);
    }

    @Test
    void shouldRefuseNothing() {
        assertThatThrownBy(() -> Quantiles.median(List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}

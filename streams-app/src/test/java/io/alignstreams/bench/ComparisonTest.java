package io.alignstreams.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private final Deque<Double> ours = new ArrayDeque<>(List.of(10.0, 20.0, 30.0));
    private final Deque<Double> references = new ArrayDeque<>(List.of(10.0, 10.0, 20.0));

    @Test
    void shouldMeasureByTurnsAndLetTheOtherBeginInEveryOtherRound() throws Exception {
        List<String> order = new ArrayList<>();

        Comparison.of(
                3,
                () -> {
                    order.add("ours");
                    return 1;
                },
                () -> {
                    order.add("reference");
                    return 1;
                });

        assertThat(order).containsExactly("ours", "reference", "reference", "ours", "ours", "reference");
    }

    @Test
    void shouldTakeTheMedianRatioOfRates() throws Exception {
        Row row = Comparison.of(3, ours::remove, references::remove).rates("bench", "case", "images/s", 0.9);

        assertThat(row.ours()).isEqualTo(20);
        assertThat(row.reference()).isEqualTo(10);
        assertThat(row.ratio()).isEqualTo(1.5);
        assertThat(row.spread()).isCloseTo((2 - 1) / 1.5, within(1e-12));
        assertThat(row.atLeast()).isEqualTo(0.9);
    }

    @Test
    void shouldHoldWhatWasMeasuredAgainstSomethingKnown() throws Exception {
        Row row = Comparison.of(3, ours::remove, references::remove).to(40).rates("bench", "case", "images/s", 0.9);

        assertThat(row.ours()).isEqualTo(20);
        assertThat(row.reference()).isEqualTo(40);
        assertThat(row.ratio()).isEqualTo(0.5);
        assertThat(row.spread()).isCloseTo((0.75 - 0.25) / 0.5, within(1e-12));
    }

    @Test
    void shouldHoldTimesAgainstALimit() {
        Row row = Comparison.of(List.of(3.0, 4.0, 6.0), 5).times("bench", "case", "s", 1);

        assertThat(row.ours()).isEqualTo(4);
        assertThat(row.ratio()).isEqualTo(1.25);
        assertThat(row.spread()).isCloseTo((5 / 3.0 - 5 / 6.0) / 1.25, within(1e-12));
    }

    @Test
    void shouldTurnTheRatioOfTimesRound() throws Exception {
        Row row = Comparison.of(3, ours::remove, references::remove).times("bench", "case", "ms", 1);

        assertThat(row.ratio()).isCloseTo(2 / 3.0, within(1e-12));
        assertThat(row.isReached()).isFalse();
    }
}

package io.alignstreams.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class RowTest {
    @Test
    void shouldReachALimitFromBelow() {
        assertThat(Row.limit("bench", "case", 4, 5, "s").isReached()).isTrue();
        assertThat(Row.limit("bench", "case", 5, 5, "s").isReached()).isTrue();
        assertThat(Row.limit("bench", "case", 6, 5, "s").isReached()).isFalse();
    }

    @Test
    void shouldHoldTheMedianAgainstALimit() {
        Row row = Row.limit("bench", "case", List.of(3.0, 4.0, 6.0), 5, "s");

        assertThat(row.ours()).isEqualTo(4);
        assertThat(row.ratio()).isEqualTo(1.25);
        assertThat(row.spread()).isCloseTo(0.75, within(1e-12));
    }

    @Test
    void shouldAskNothingOfWhatStandsBesideAMeasure() {
        assertThat(Row.beside("bench", "case", 100, 1, "MB").isReached()).isTrue();
    }
}

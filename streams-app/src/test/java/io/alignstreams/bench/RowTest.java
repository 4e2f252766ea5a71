package io.alignstreams.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RowTest {
    @Test
    void shouldReachALimitFromBelow() {
        assertThat(Row.limit("bench", "case", 4, 5, "s").isReached()).isTrue();
        assertThat(Row.limit("bench", "case", 5, 5, "s").isReached()).isTrue();
        assertThat(Row.limit("bench", "case", 6, 5, "s").isReached()).isFalse();
    }

    @Test
    void shouldAskNothingOfWhatStandsBesideAMeasure() {
        assertThat(Row.beside("bench", "case", 100, 1, "MB").isReached()).isTrue();
    }
}

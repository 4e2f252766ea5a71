package io.alignstreams.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TimeBudgetTest {
    @Test
    void shouldShareOneTimeAmongAllSteps() {
        AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 1_000);
        TimeBudget budget = new TimeBudget(Duration.ofSeconds(25), nanoTime::get);
        assertThat(budget.left()).isEqualTo(Duration.ofSeconds(25));

        nanoTime.addAndGet(Duration.ofSeconds(20).toNanos());
        assertThat(budget.left()).isEqualTo(Duration.ofSeconds(5));

        nanoTime.addAndGet(Duration.ofSeconds(20).toNanos());
        assertThat(budget.left()).isEqualTo(Duration.ZERO);
    }
}

package io.alignstreams.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SlopeTest {
    @Test
    void shouldGiveTheGrowthAsAPartOfTheMean() {
        Slope slope = new Slope();
        for (int minute = 0; minute <= 10; minute++) {
            // Grows by 2 a minute around 100, with something that comes and goes.
            slope.add(Duration.ofMinutes(minute), 90 + 2 * minute + (minute % 2 == 0 ? 0.3 : -0.36));
        }

        assertThat(slope.count()).isEqualTo(11);
        assertThat(slope.mean()).isCloseTo(100, within(0.01));
        assertThat(slope.relative(Duration.ofMinutes(10))).isCloseTo(0.2, within(0.001));
    }
}

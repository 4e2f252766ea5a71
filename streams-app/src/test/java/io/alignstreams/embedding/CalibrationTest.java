package io.alignstreams.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import io.alignstreams.align.onnx.ExecutionProvider;
import io.alignstreams.embedding.Calibration.Measured;
import io.alignstreams.embedding.Calibration.Sharing;
import java.util.List;
import org.junit.jupiter.api.Test;

class CalibrationTest {
    private static final Measured ONE_BY_ONE = new Measured(2, 1, 1, 20);
    private static final Measured EIGHT = new Measured(2, 1, 8, 20.5);
    private static final Measured THREADS = new Measured(1, 2, 1, 18);

    @Test
    void shouldChooseTheFastestWay() {
        Measured faster = new Measured(1, 2, 32, 25);

        assertThat(Calibration.best(List.of(ONE_BY_ONE, EIGHT, faster, THREADS), Double.MAX_VALUE))
                .isEqualTo(faster);
    }

    @Test
    void shouldChooseTheShortestRunOfThoseAsFast() {
        assertThat(Calibration.best(List.of(EIGHT, ONE_BY_ONE, THREADS), Double.MAX_VALUE))
                .isEqualTo(ONE_BY_ONE);
    }

    @Test
    void shouldChooseAmongThoseThatAreInTime() {
        assertThat(Calibration.best(List.of(EIGHT, ONE_BY_ONE, THREADS), 60)).isEqualTo(THREADS);
    }

    @Test
    void shouldChooseTheShortestRunIfNoneIsInTime() {
        assertThat(Calibration.best(List.of(EIGHT, ONE_BY_ONE, THREADS), 1)).isEqualTo(THREADS);
    }

    @Test
    void shouldTryAllWaysToShareOutTheCores() {
        assertThat(Calibration.sharings(ExecutionProvider.CPU, 6))
                .containsExactly(new Sharing(6, 1), new Sharing(3, 2), new Sharing(2, 3), new Sharing(1, 6));
        assertThat(Calibration.sharings(ExecutionProvider.CPU, 1)).containsExactly(new Sharing(1, 1));
    }

    @Test
    void shouldTryOneRunAndTwoOnAGpuWhateverTheCores() {
        assertThat(Calibration.sharings(ExecutionProvider.CUDA, 6))
                .containsExactly(new Sharing(1, 1), new Sharing(2, 1));
    }

    @Test
    void shouldSayHowLongARunTakes() {
        assertThat(EIGHT.runMs()).isBetween(780.0, 781.0);
    }
}

package io.alignstreams.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.DoubleToLongFunction;
import org.junit.jupiter.api.Test;

/** Groups that do 100 of 1,000 records a second, in a time that goes on by as much whenever it is looked at. */
class CommittedRateTest {
    private static final long ALL = 1_000;
    private static final double LOOK_S = 0.05;

    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private double seconds;
    private double lookSeconds = LOOK_S;

    @Test
    void shouldMeasureFromCommitToCommit() throws Exception {
        assertThat(rate(CommittedRateTest::steady, time -> steady(Math.floor(time))))
                .isCloseTo(100, within(8.0));
    }

    @Test
    void shouldNotCountAtTheEndWhatWasLookedAheadAtTheBeginning() throws Exception {
        DoubleToLongFunction handled = time -> steady(time + 3);

        assertThat(rate(handled, time -> time < 6 ? steady(Math.floor(time)) : handled.applyAsLong(Math.floor(time))))
                .isCloseTo(100, within(8.0));
    }

    @Test
    void shouldNotCountWhatIsHandledAndNotCommitted() throws Exception {
        assertThat(rate(time -> time < 5 ? steady(time) : ALL, time -> steady(Math.floor(time))))
                .isCloseTo(100, within(8.0));
    }

    @Test
    void shouldNotCountTheWaitForTheLastFew() throws Exception {
        DoubleToLongFunction all = time -> time < 20 ? Math.min(960, steady(time)) : ALL;

        assertThat(rate(all, time -> all.applyAsLong(Math.floor(time)))).isCloseTo(100, within(8.0));
    }

    @Test
    void shouldTakeTheTimeSinceAQuarterWhereOneCommitHasAllTheRest() throws Exception {
        assertThat(rate(CommittedRateTest::steady, time -> time < 10 ? 0 : ALL)).isCloseTo(100, within(3.0));
    }

    @Test
    void shouldAskForMoreWhereNoneAreLeftToMeasure() {
        assertThatThrownBy(() -> rate(time -> ALL, time -> 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("group: expected some of 1000 records to be left when a quarter was handled, found none;"
                        + " take more");
    }

    @Test
    void shouldEndWithTheFaultOfTheGroup() {
        stopped.completeExceptionally(new IllegalStateException("the disk is full"));

        assertThatThrownBy(() -> rate(time -> 0, time -> 0))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("the disk is full");
    }

    @Test
    void shouldSayThatTheGroupWasClosed() {
        stopped.complete(null);

        assertThatThrownBy(() -> rate(time -> 0, time -> 0)).hasMessage("group ended after 0 of 1000 records");
    }

    @Test
    void shouldNotWaitForEver() {
        lookSeconds = 30;

        assertThatThrownBy(() -> rate(time -> 300, time -> 200))
                .hasMessage("group: expected 1000 records to be committed within 15 minutes, found 200");
    }

    private static long steady(double time) {
        return Math.min(ALL, (long) (100 * time));
    }

    private double rate(DoubleToLongFunction handled, DoubleToLongFunction committed) throws Exception {
        return new CommittedRate(
                        "group",
                        ALL,
                        () -> handled.applyAsLong(seconds),
                        () -> committed.applyAsLong(seconds),
                        stopped,
                        this::look)
                .measure();
    }

    private long look() {
        seconds += lookSeconds;
        return (long) (seconds * 1e9);
    }
}

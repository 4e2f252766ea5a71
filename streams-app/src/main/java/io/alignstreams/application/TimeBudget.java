package io.alignstreams.application;

import java.time.Duration;
import java.util.function.LongSupplier;

/** A time that several steps share. */
final class TimeBudget {
    private final LongSupplier nanoTime;
    private final long end;

    /** Begins to count. */
    TimeBudget(Duration total, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.end = nanoTime.getAsLong() + total.toNanos();
    }

    /** What is left, zero at least. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, end - nanoTime.getAsLong()));
    }
}

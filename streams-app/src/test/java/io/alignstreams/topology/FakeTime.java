package io.alignstreams.topology;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Time that passes only in pauses. */
final class FakeTime extends Clock implements Patience.Pause {
    final List<Long> pauses = new ArrayList<>();
    private Instant now = Instant.EPOCH;

    @Override
    public boolean sleep(long milliseconds) {
        pauses.add(milliseconds);
        now = now.plusMillis(milliseconds);
        return true;
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}

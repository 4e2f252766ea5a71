package io.alignstreams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import io.alignstreams.harness.Account;
import io.alignstreams.harness.Feed;
import io.alignstreams.harness.HaltPoint;
import io.alignstreams.harness.Instance;
import io.alignstreams.harness.Ledger;
import io.alignstreams.harness.Outcomes;
import io.alignstreams.harness.Scale;
import io.alignstreams.harness.Scenario;
import io.alignstreams.harness.Stream;
import io.alignstreams.local.LocalRegistry;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Scenario 2: an instance ends in the middle of its work, at a chosen place, and another one goes on. */
@Scenario
class HaltTest {
    private static final int HALTS = Scale.of(1, 20);
    private static final int EVENTS = Scale.of(200, 2_000);
    private static final int PER_SECOND = 100;
    private static final int LATEST = 60;

    private final Random dice = Scale.dice("halt");

    @ParameterizedTest
    @EnumSource
    void shouldLoseNothingWhenAnInstanceEndsAtOnce(HaltPoint point) throws Exception {
        String name = "halt-" + point.name().toLowerCase(Locale.ROOT);
        Ledger ledger = new Ledger();
        try (LocalRegistry registry = LocalRegistry.start();
                Stream stream = new Stream(name, Faults.settings(registry.url()))) {
            try (Feed feed = Feed.start(stream, ledger, PER_SECOND, dice)) {
                for (int halt = 1; halt <= HALTS; halt++) {
                    int count = 1 + dice.nextInt(LATEST);
                    try (Instance instance = Instance.halting(stream, point, count)) {
                        assertThat(instance.awaitEnd().err()).contains("halted " + point);
                        instance.wipe();
                    }
                }
                feed.finish(EVENTS);
                try (Instance last = Instance.start(stream, Map.of())) {
                    last.awaitRunning();
                    stream.awaitSettled();
                }
            }
            Account account = ledger.settle(Outcomes.read(stream));
            System.out.println(name + ": " + HALTS + " halts, " + account);
            assertThat(account.faults()).isEmpty();
        }
    }
}

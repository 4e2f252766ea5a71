package io.alignstreams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import io.alignstreams.harness.Account;
import io.alignstreams.harness.Feed;
import io.alignstreams.harness.Instance;
import io.alignstreams.harness.Ledger;
import io.alignstreams.harness.Outcomes;
import io.alignstreams.harness.Scale;
import io.alignstreams.harness.Scenario;
import io.alignstreams.harness.Stream;
import io.alignstreams.local.LocalRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Scenario 3: instances come and go under load, as SIGTERM lets them. */
@Scenario
class CleanStopTest {
    private static final int STOPS = Scale.of(2, 20);
    private static final int EVENTS = Scale.of(500, 5_000);
    private static final int PER_SECOND = 100;
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final Random dice = Scale.dice("clean stop");

    @Test
    void shouldLoseNothingWhenInstancesComeAndGo() throws Exception {
        Ledger ledger = new Ledger();
        try (LocalRegistry registry = LocalRegistry.start();
                Stream stream = new Stream("stop", Faults.settings(registry.url()))) {
            List<Instance> instances = new ArrayList<>();
            Duration longest = Duration.ZERO;
            try (Feed feed = Feed.start(stream, ledger, PER_SECOND, dice)) {
                instances.add(Instance.start(stream, Map.of()).awaitRunning());
                for (int stop = 1; stop <= STOPS; stop++) {
                    instances.add(Instance.start(stream, Map.of()).awaitRunning());
                    TimeUnit.MILLISECONDS.sleep(dice.nextInt(1_500));
                    Instance stopped = instances.remove(dice.nextInt(instances.size()));
                    Duration took = stopped.terminate();
                    stopped.close();
                    assertThat(took).isLessThan(LONGEST);
                    longest = longest.compareTo(took) > 0 ? longest : took;
                }
                feed.finish(EVENTS);
                stream.awaitSettled();
            } finally {
                Faults.close(instances);
            }
            Account account = ledger.settle(Outcomes.read(stream));
            System.out.println(
                    "clean stop: " + STOPS + " stops, the longest took " + longest.toMillis() + " ms, " + account);
            assertThat(account.faults()).isEmpty();
        }
    }
}

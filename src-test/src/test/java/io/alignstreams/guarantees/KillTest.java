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

/** Scenario 1: one of two instances is killed, again and again, under load; half of the times its state is lost, too. */
@Scenario
class KillTest {
    private static final int KILLS = Scale.of(2, 30);
    private static final int EVENTS = Scale.of(500, 50_000);
    private static final int PER_SECOND = Scale.of(100, 150);

    private final Random dice = Scale.dice("kill");

    @Test
    void shouldLoseNothingWhenAnInstanceIsKilled() throws Exception {
        Ledger ledger = new Ledger();
        try (LocalRegistry registry = LocalRegistry.start();
                Stream stream = new Stream("kill", Faults.settings(registry.url()))) {
            List<Instance> instances = new ArrayList<>();
            Duration longest = Duration.ZERO;
            try (Feed feed = Feed.start(stream, ledger, PER_SECOND, dice)) {
                feed.repeatPictures();
                instances.add(Instance.start(stream, Map.of()));
                instances.add(Instance.start(stream, Map.of()));
                for (int kill = 1; kill <= KILLS; kill++) {
                    Duration gap = killOne(stream, instances, kill % 2 == 0);
                    longest = longest.compareTo(gap) > 0 ? longest : gap;
                }
                System.out.println("kill: the longest time until a dead instance's records were committed: "
                        + longest.toMillis() + " ms of " + Faults.TAKEN_OVER.toMillis());
                feed.finish(EVENTS);
                stream.awaitSettled();
            } finally {
                Faults.close(instances);
            }
            Account account = ledger.settle(Outcomes.read(stream));
            System.out.println("kill: " + KILLS + " kills, " + account);
            assertThat(account.faults()).isEmpty();
            if (Scale.isWhole()) {
                assertThat(longest).isLessThan(Faults.TAKEN_OVER);
            }
        }
    }

    private Duration killOne(Stream stream, List<Instance> instances, boolean losesState) throws Exception {
        for (Instance instance : instances) {
            instance.awaitRunning();
        }
        Faults.awaitShared(stream, instances.size());
        TimeUnit.MILLISECONDS.sleep(dice.nextInt(2_000));
        int chosen = dice.nextInt(instances.size());
        Instance victim = instances.get(chosen);
        long start = System.nanoTime();
        victim.kill();
        Faults.awaitCommitted(stream, "the other instance has committed what was there");
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        victim.close();
        if (losesState) {
            victim.wipe();
        }
        instances.set(chosen, Instance.start(stream, victim.state(), Map.of()));
        return took;
    }
}

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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Scenario 7: a process stands still for longer than its session, and wakes up to work that others have taken over. */
@Scenario
class PausedProcessTest {
    private static final int PAUSES = Scale.of(1, 10);
    private static final int EVENTS = Scale.of(500, 5_000);
    private static final int PER_SECOND = 100;
    private static final Pattern FENCED =
            Pattern.compile("TaskMigratedException|fenced|UNKNOWN_MEMBER_ID|zombie|taken its transaction back");

    private final Random dice = Scale.dice("paused process");

    @Test
    void shouldFenceAnInstanceThatStoodStill() throws Exception {
        Ledger ledger = new Ledger();
        try (LocalRegistry registry = LocalRegistry.start();
                Stream stream = new Stream("pause", Faults.settings(registry.url()))) {
            List<Instance> instances = new ArrayList<>();
            try (Feed feed = Feed.start(stream, ledger, PER_SECOND, dice)) {
                instances.add(Instance.start(stream, Map.of()));
                instances.add(Instance.start(stream, Map.of()));
                for (int pause = 1; pause <= PAUSES; pause++) {
                    pauseOne(stream, instances);
                }
                feed.finish(EVENTS);
                stream.awaitSettled();
                for (Instance instance : instances) {
                    assertThat(instance.isAlive()).as(instance.err()).isTrue();
                }
            } finally {
                Faults.close(instances);
            }
            Account account = ledger.settle(Outcomes.read(stream));
            System.out.println("paused process: " + PAUSES + " pauses, " + account);
            assertThat(account.faults()).isEmpty();
        }
    }

    /** It stands still until the other one has its partitions, and comes back. */
    private void pauseOne(Stream stream, List<Instance> instances) throws Exception {
        for (Instance instance : instances) {
            instance.awaitRunning();
        }
        Faults.awaitShared(stream, instances.size());
        TimeUnit.MILLISECONDS.sleep(500 + dice.nextInt(1_500));
        int chosen = dice.nextInt(instances.size());
        Instance paused = instances.get(chosen);
        paused.pause();
        Faults.awaitCommitted(stream, "the other instance has taken over");
        int before = paused.err().length();
        paused.resume();
        Awaitility.await("it is told that it was fenced").atMost(Stream.SOON).until(() -> {
            assertThat(paused.isAlive()).as(paused.err()).isTrue();
            return FENCED.matcher(paused.err().substring(before)).find();
        });
    }
}

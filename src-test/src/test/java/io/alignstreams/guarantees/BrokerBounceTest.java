package io.alignstreams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import io.alignstreams.harness.Account;
import io.alignstreams.harness.Brokers;
import io.alignstreams.harness.Feed;
import io.alignstreams.harness.Instance;
import io.alignstreams.harness.Ledger;
import io.alignstreams.harness.Outcomes;
import io.alignstreams.harness.Scale;
import io.alignstreams.harness.Scenario;
import io.alignstreams.harness.Stream;
import io.alignstreams.local.LocalRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Scenario 4: one of three brokers stops, cleanly or not, and comes back. */
@Scenario
class BrokerBounceTest {
    private static final int BOUNCES = Scale.of(2, 10);
    private static final int EVENTS = Scale.of(500, 5_000);
    private static final int PER_SECOND = 50;
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final Random dice = Scale.dice("broker bounce");

    @Test
    void shouldGoOnWhileABrokerIsAway() throws Exception {
        Ledger ledger = new Ledger();
        try (Brokers brokers = Brokers.start();
                LocalRegistry registry = LocalRegistry.start()) {
            Map<String, String> settings = Faults.settings(registry.url());
            settings.put("bootstrap.servers", brokers.bootstrapServers());
            Duration longest = Duration.ZERO;
            try (Stream stream = new Stream("bounce", settings)) {
                try (Feed feed = Feed.start(stream, ledger, PER_SECOND, dice);
                        Instance instance = Instance.start(stream, Map.of())) {
                    instance.awaitRunning();
                    for (int bounce = 1; bounce <= BOUNCES; bounce++) {
                        Duration gap = bounce(brokers, stream, bounce % 2 == 0);
                        longest = longest.compareTo(gap) > 0 ? longest : gap;
                        assertThat(instance.isAlive()).as(instance.err()).isTrue();
                    }
                    feed.finish(EVENTS);
                    stream.awaitSettled();
                }
                Account account = ledger.settle(Outcomes.read(stream));
                System.out.println("broker bounce: " + BOUNCES + " bounces, half of them hard, going again after "
                        + longest.toMillis() + " ms at most, " + account);
                assertThat(account.faults()).isEmpty();
                if (Scale.isWhole()) {
                    assertThat(longest).isLessThan(LONGEST);
                }
            }
        }
    }

    @Test
    void shouldWarnOfAChangelogThatWaitsForOneBroker() throws Exception {
        try (Brokers brokers = Brokers.start();
                LocalRegistry registry = LocalRegistry.start()) {
            Map<String, String> settings = Faults.settings(registry.url());
            settings.put("bootstrap.servers", brokers.bootstrapServers());
            settings.put("replication.factor", "1");
            try (Stream stream = new Stream("few", settings)) {
                try (Instance first = Instance.start(stream, Map.of()).awaitRunning()) {
                    assertThat(first.err()).doesNotContain("expected 3 replicas");
                    first.terminate();
                }
                try (Instance second = Instance.start(stream, Map.of()).awaitRunning()) {
                    assertThat(second.err())
                            .contains("topic few-label-sets-changelog: expected 3 replicas, as many as"
                                    + " few.label-set-embeddings has, found 1; ");
                }
            }
        }
    }

    /** Gives the time from the end of a broker until all that was acknowledged before is committed. */
    private Duration bounce(Brokers brokers, Stream stream, boolean hard) throws Exception {
        TimeUnit.MILLISECONDS.sleep(500 + dice.nextInt(1_500));
        int broker = dice.nextInt(Brokers.COUNT);
        long start = System.nanoTime();
        if (hard) {
            brokers.kill(broker);
        } else {
            brokers.stop(broker);
        }
        Faults.awaitCommitted(stream, "the stream goes again");
        Duration gap = Duration.ofNanos(System.nanoTime() - start);
        brokers.start(broker);
        brokers.awaitAll();
        return gap;
    }
}

package io.alignstreams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import io.alignstreams.harness.Account;
import io.alignstreams.harness.AppContainer;
import io.alignstreams.harness.ContainerServers;
import io.alignstreams.harness.Feed;
import io.alignstreams.harness.Ledger;
import io.alignstreams.harness.Outcomes;
import io.alignstreams.harness.RawProducer;
import io.alignstreams.harness.Scale;
import io.alignstreams.harness.Scenario;
import io.alignstreams.harness.Stream;
import io.alignstreams.harness.Subjects;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Scenarios 1, 3, 4 and 9 with broker, registry and application in containers; skipped where there are none. */
@Scenario
class ContainerFaultTest {
    private static final int FAULTS = Scale.of(1, 5);
    private static final int EVENTS = Scale.of(500, 5_000);
    private static final int PER_SECOND = 50;
    private static final int GOOD = Scale.of(300, 8_000);
    private static final int BAD = Scale.of(100, 2_000);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(30);

    private static ContainerServers servers;

    private final Random dice = Scale.dice("containers");

    @BeforeAll
    static void startServers() throws Exception {
        servers = ContainerServers.start();
    }

    @AfterAll
    static void stopServers() {
        if (servers != null) {
            servers.close();
        }
    }

    @Test
    void shouldLoseNothingWhenContainersAreKilledAndStopped() throws Exception {
        Ledger ledger = new Ledger();
        try (Stream stream = stream("container-kill")) {
            List<AppContainer> containers = new ArrayList<>();
            Duration longest = Duration.ZERO;
            try (Feed feed = Feed.start(stream, ledger, PER_SECOND, dice)) {
                containers.add(AppContainer.start(servers, stream));
                containers.add(AppContainer.start(servers, stream));
                for (int fault = 1; fault <= FAULTS; fault++) {
                    choose(stream, containers).kill();
                    Faults.awaitCommitted(stream, "the other container has committed what was there");
                    replaceEnded(stream, containers);
                    Duration took = choose(stream, containers).terminate();
                    assertThat(took).isLessThan(LONGEST_STOP);
                    longest = longest.compareTo(took) > 0 ? longest : took;
                    replaceEnded(stream, containers);
                }
                Faults.awaitShared(stream, containers.size());
                feed.finish(EVENTS);
                stream.awaitSettled();
            } finally {
                containers.forEach(AppContainer::close);
            }
            settle(
                    "containers: " + FAULTS + " killed, " + FAULTS + " stopped, the longest within "
                            + longest.toMillis() + " ms",
                    ledger,
                    stream);
        }
    }

    @Test
    void shouldGoOnAfterTheBrokerWasAway() throws Exception {
        Ledger ledger = new Ledger();
        try (Stream stream = stream("container-bounce")) {
            try (Feed feed = Feed.start(stream, ledger, PER_SECOND, dice);
                    AppContainer container = AppContainer.start(servers, stream).awaitRunning()) {
                for (int fault = 1; fault <= FAULTS; fault++) {
                    TimeUnit.MILLISECONDS.sleep(500 + dice.nextInt(1_500));
                    servers.bounceBroker(Duration.ofMillis(dice.nextInt(2_000)));
                    Faults.awaitCommitted(stream, "the stream goes again");
                    assertThat(container.isAlive()).as(container.err()).isTrue();
                }
                feed.finish(EVENTS);
                stream.awaitSettled();
            }
            settle("containers: the only broker stopped " + FAULTS + " times", ledger, stream);
        }
    }

    @Test
    void shouldRefuseEachBadEventOnceAndScoreAllOthers() throws Exception {
        Ledger ledger = new Ledger();
        try (Stream stream = stream("container-poison");
                RawProducer raw = RawProducer.connect(servers.bootstrapServers());
                AppContainer container = AppContainer.start(servers, stream)) {
            Feed.publishLabelSet(stream);
            new PoisonSender(stream, new Subjects(servers.registryUrl()), "things", raw, dice)
                    .sendMixed(GOOD, BAD, ledger);
            stream.awaitSettled();
            assertThat(container.isAlive()).as(container.err()).isTrue();
            Account account = settle("containers: " + BAD + " bad ones among " + GOOD, ledger, stream);
            assertThat(account.acknowledgedEvents()).isEqualTo(GOOD + BAD);
        }
    }

    private static Stream stream(String name) throws Exception {
        Map<String, String> settings = new HashMap<>(Faults.settings(servers.registryUrl()));
        settings.put("bootstrap.servers", servers.bootstrapServers());
        return new Stream(name, settings);
    }

    /** One of the containers, once all of them score images. */
    private AppContainer choose(Stream stream, List<AppContainer> containers) throws Exception {
        containers.forEach(AppContainer::awaitRunning);
        Faults.awaitShared(stream, containers.size());
        TimeUnit.MILLISECONDS.sleep(dice.nextInt(1_000));
        return containers.get(dice.nextInt(containers.size()));
    }

    private static void replaceEnded(Stream stream, List<AppContainer> containers) throws Exception {
        for (int i = 0; i < containers.size(); i++) {
            if (!containers.get(i).isAlive()) {
                containers.get(i).close();
                containers.set(i, AppContainer.start(servers, stream));
            }
        }
    }

    private static Account settle(String what, Ledger ledger, Stream stream) throws Exception {
        Account account = ledger.settle(Outcomes.read(stream));
        System.out.println(what + ", " + account);
        assertThat(account.faults()).isEmpty();
        return account;
    }
}

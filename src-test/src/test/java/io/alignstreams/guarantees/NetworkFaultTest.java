package io.alignstreams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import io.alignstreams.align.image.DecodingLimits;
import io.alignstreams.align.image.ExifOrientation;
import io.alignstreams.embedding.AlignTowers;
import io.alignstreams.harness.Account;
import io.alignstreams.harness.FaultyNetwork;
import io.alignstreams.harness.FaultyNetwork.Fault;
import io.alignstreams.harness.Feed;
import io.alignstreams.harness.Ledger;
import io.alignstreams.harness.LocalServers;
import io.alignstreams.harness.Outcomes;
import io.alignstreams.harness.Scale;
import io.alignstreams.harness.Scenario;
import io.alignstreams.harness.Stream;
import io.alignstreams.harness.Supervised;
import io.alignstreams.local.LocalBroker;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Scenario 5: what the application sends to make a transaction goes wrong on its way, or its answer does. */
@Scenario
class NetworkFaultTest {
    private static final int ROUNDS = Scale.of(1, 10);
    private static final int EVENTS = Scale.of(500, 10_000);
    private static final int PER_SECOND = 100;

    /** Errors that heal, that tell a producer that it is one no more, and that its transaction is none. */
    private static final Map<ApiKeys, List<Errors>> ERRORS = Map.of(
            ApiKeys.PRODUCE,
                    List.of(Errors.NOT_LEADER_OR_FOLLOWER, Errors.INVALID_PRODUCER_EPOCH, Errors.INVALID_TXN_STATE),
            ApiKeys.TXN_OFFSET_COMMIT, List.of(Errors.COORDINATOR_LOAD_IN_PROGRESS, Errors.UNKNOWN_MEMBER_ID),
            ApiKeys.END_TXN,
                    List.of(Errors.COORDINATOR_NOT_AVAILABLE, Errors.PRODUCER_FENCED, Errors.INVALID_TXN_STATE));

    private final Random dice = Scale.dice("network");

    private record Case(ApiKeys api, Fault fault, Errors error) {}

    @Test
    void shouldLoseNothingToTheNetwork() throws Exception {
        Ledger ledger = new Ledger();
        List<Case> cases = cases();
        try (FaultyNetwork network = FaultyNetwork.open();
                LocalBroker broker = LocalBroker.start(Map.of(
                        "advertised.listeners",
                        "PLAINTEXT://127.0.0.1:" + network.port(),
                        "group.min.session.timeout.ms",
                        "1000"))) {
            network.leadTo(broker.bootstrapServers());
            try (Stream stream = new Stream("network", settings(network));
                    AlignTowers towers =
                            AlignTowers.load(LocalServers.model(), ExifOrientation.APPLY, DecodingLimits.DEFAULT)) {
                int restarts;
                // The feed comes first: a label set is in force for an image if its partition has received it.
                try (Feed feed = Feed.start(stream, ledger, PER_SECOND, dice);
                        Supervised application = Supervised.start(stream, towers, towers)) {
                    application.awaitRunning();
                    for (Case one : cases) {
                        provoke(network, stream, one);
                    }
                    feed.finish(EVENTS);
                    stream.awaitSettled();
                    restarts = application.restarts();
                }
                Account account = ledger.settle(Outcomes.read(stream));
                System.out.println("network: " + network.happened() + " requests went wrong, " + restarts
                        + " restarts, " + account);
                assertThat(network.happened()).isEqualTo(cases.size());
                assertThat(restarts).isZero();
                assertThat(account.faults()).isEmpty();
            }
        }
    }

    private List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (ApiKeys api : ERRORS.keySet().stream().sorted().toList()) {
                for (Fault fault : Fault.values()) {
                    if (fault == Fault.ERROR) {
                        ERRORS.get(api).forEach(error -> cases.add(new Case(api, fault, error)));
                    } else {
                        cases.add(new Case(api, fault, Errors.NONE));
                    }
                }
            }
        }
        Collections.shuffle(cases, dice);
        return cases;
    }

    private static Map<String, String> settings(FaultyNetwork network) {
        return Map.of(
                "bootstrap.servers", "127.0.0.1:" + network.port(),
                "session.timeout.ms", "3000",
                "heartbeat.interval.ms", "500",
                "producer.request.timeout.ms", "2000",
                "align.embed.deadline.ms", "1500",
                "producer.transaction.timeout.ms", "10000");
    }

    /** Goes on when the fault has happened, and what was there by then is committed. */
    private static void provoke(FaultyNetwork network, Stream stream, Case one) throws Exception {
        int before = network.happened();
        network.plan(stream.config.applicationId() + "-", one.api(), one.fault(), one.error());
        Awaitility.await(one + " has happened").atMost(Stream.SOON).until(() -> network.happened() > before);
        Faults.awaitCommitted(stream, "the stream goes on after " + one);
    }
}

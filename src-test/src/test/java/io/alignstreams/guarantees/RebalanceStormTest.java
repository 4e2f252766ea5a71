package io.alignstreams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import io.alignstreams.align.image.DecodingLimits;
import io.alignstreams.align.image.ExifOrientation;
import io.alignstreams.embedding.AlignTowers;
import io.alignstreams.harness.Account;
import io.alignstreams.harness.Feed;
import io.alignstreams.harness.Ledger;
import io.alignstreams.harness.LocalServers;
import io.alignstreams.harness.Outcomes;
import io.alignstreams.harness.Scale;
import io.alignstreams.harness.Scenario;
import io.alignstreams.harness.Stream;
import io.alignstreams.harness.Supervised;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scenario 6: instances join and leave faster than the group comes to rest. */
@Scenario
class RebalanceStormTest {
    private static final int CHANGES = Scale.of(6, 40);
    private static final int EVENTS = Scale.of(500, 5_000);
    private static final int PER_SECOND = 150;
    private static final int MOST = 3;

    private final Random dice = Scale.dice("rebalance storm");

    @ParameterizedTest
    @ValueSource(strings = {"classic", "streams"})
    void shouldLoseNothingWhileInstancesJoinAndLeave(String protocol) throws Exception {
        Ledger ledger = new Ledger();
        try (Stream stream = new Stream("storm-" + protocol, Map.of("group.protocol", protocol));
                AlignTowers towers =
                        AlignTowers.load(LocalServers.model(), ExifOrientation.APPLY, DecodingLimits.DEFAULT)) {
            List<Supervised> instances = new ArrayList<>();
            int restarts = 0;
            try (Feed feed = Feed.start(stream, ledger, PER_SECOND, dice)) {
                feed.repeatPictures();
                for (int change = 1; change <= CHANGES; change++) {
                    if (instances.size() == MOST || (instances.size() > 1 && dice.nextBoolean())) {
                        Supervised left = instances.remove(dice.nextInt(instances.size()));
                        left.close();
                        restarts += left.restarts();
                    } else {
                        instances.add(Supervised.start(stream.configWith("state-" + change), towers, towers));
                    }
                    TimeUnit.MILLISECONDS.sleep(dice.nextInt(1_500));
                }
                feed.finish(EVENTS);
                stream.awaitSettled();
            } finally {
                instances.forEach(Supervised::close);
            }
            Account account = ledger.settle(Outcomes.read(stream));
            System.out.println("rebalance storm, " + protocol + ": " + CHANGES + " joins and leaves, " + restarts
                    + " restarts, " + account);
            assertThat(restarts).isZero();
            assertThat(account.faults()).isEmpty();
        }
    }
}

package io.alignstreams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import io.alignstreams.align.image.DecodingLimits;
import io.alignstreams.align.image.ExifOrientation;
import io.alignstreams.application.ScoringApplication;
import io.alignstreams.embedding.AlignTowers;
import io.alignstreams.harness.Account;
import io.alignstreams.harness.Feed;
import io.alignstreams.harness.Ledger;
import io.alignstreams.harness.LocalServers;
import io.alignstreams.harness.Outcomes;
import io.alignstreams.harness.RawProducer;
import io.alignstreams.harness.Scale;
import io.alignstreams.harness.Scenario;
import io.alignstreams.harness.Stream;
import io.alignstreams.harness.Subjects;
import io.alignstreams.local.LocalRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Scenario 9: one of five image events is bad, in every way that they can be. */
@Scenario
class PoisonTest {
    private static final int GOOD = Scale.of(1_200, 40_000);
    private static final int BAD = Scale.of(300, 10_000);
    private static final String LABEL_SET = "things";

    private final Random dice = Scale.dice("poison");

    @Test
    void shouldRefuseEachBadEventOnceAndScoreAllOthers() throws Exception {
        Ledger ledger = new Ledger();
        try (LocalRegistry registry = LocalRegistry.start();
                Stream stream = new Stream("poison", Map.of("schema.registry.url", registry.url()));
                RawProducer raw = RawProducer.connect(LocalServers.bootstrapServers());
                AlignTowers towers =
                        AlignTowers.load(LocalServers.model(), ExifOrientation.APPLY, DecodingLimits.DEFAULT)) {
            PoisonSender sender = new PoisonSender(stream, new Subjects(registry.url()), LABEL_SET, raw, dice);
            Feed.publishLabelSet(stream);
            try (ScoringApplication application = stream.start(towers, towers)) {
                Awaitility.await("the application runs")
                        .atMost(Stream.SOON)
                        .until(() -> application.running().isDone());
                Set<Thread> threads = streamThreads();
                long start = System.nanoTime();
                sender.sendMixed(GOOD, BAD, ledger);
                stream.awaitSettled();
                Duration took = Duration.ofNanos(System.nanoTime() - start);
                System.out.println("poison: " + 1_000L * ledger.size() / took.toMillis() + " events a second");
                assertThat(application.stopped()).isNotDone();
                assertThat(threads).hasSize(3).allMatch(Thread::isAlive);
                assertThat(streamThreads()).isEqualTo(threads);
            }
            Account account = ledger.settle(Outcomes.read(stream));
            System.out.println("poison: " + BAD + " bad ones of " + Poison.values().length + " kinds among " + GOOD
                    + ", " + account);
            assertThat(account.faults()).isEmpty();
            assertThat(account.acknowledgedEvents()).isEqualTo(GOOD + BAD);
        }
    }

    /** Those of both applications; one that takes the place of another is not the same. */
    private static Set<Thread> streamThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().matches("poison-.*StreamThread-\\d+"))
                .collect(Collectors.toSet());
    }
}

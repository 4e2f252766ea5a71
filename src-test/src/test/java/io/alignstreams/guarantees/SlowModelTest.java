package io.alignstreams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alignstreams.application.ScoringApplication;
import io.alignstreams.bench.CountingTower;
import io.alignstreams.bench.SimulatedAccelerator;
import io.alignstreams.harness.Account;
import io.alignstreams.harness.LabelSets;
import io.alignstreams.harness.Ledger;
import io.alignstreams.harness.Outcomes;
import io.alignstreams.harness.Scenario;
import io.alignstreams.harness.Stream;
import io.alignstreams.schemas.ImageEvent;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Scenario 8: a model that is nearly too slow, and one that is. */
@Scenario
class SlowModelTest {
    private static final int IMAGES = 120;
    private static final long DEADLINE_MS = 6_000;

    /** An image may come just behind a batch, and waits for that and for its own. */
    private static final Duration NEAR = Duration.ofMillis(2_500);

    private static final Duration BEYOND = Duration.ofSeconds(8);

    private final Map<String, String> settings = Map.of(
            "align.embed.deadline.ms",
            String.valueOf(DEADLINE_MS),
            "producer.transaction.timeout.ms",
            "40000",
            "align.batch.max",
            "16",
            "align.inference.concurrency",
            "1");

    @Test
    void shouldGoOnAsLongAsBatchesEndBeforeTheDeadline() throws Exception {
        Ledger ledger = new Ledger();
        SimulatedAccelerator slow = new SimulatedAccelerator(NEAR, Duration.ZERO, Duration.ZERO);
        try (Stream stream = new Stream("slow", settings)) {
            send(stream, ledger);
            CountingTower counting = new CountingTower(slow);
            try (ScoringApplication application = stream.start(counting, slow)) {
                stream.awaitSettled();
                assertThat(application.stopped()).isNotDone();
            }
            Account account = ledger.settle(Outcomes.read(stream));
            System.out.println("slow model: runs of " + NEAR.toMillis() + " ms, " + account);
            assertThat(account.faults()).isEmpty();
            assertThat(counting.images())
                    .as("images that went through the model")
                    .isEqualTo(IMAGES);
        }
    }

    @Test
    void shouldStopWithOffsetsUnmovedBeyondTheDeadline() throws Exception {
        Ledger ledger = new Ledger();
        SimulatedAccelerator tooSlow = new SimulatedAccelerator(BEYOND, Duration.ZERO, Duration.ZERO);
        SimulatedAccelerator fast = new SimulatedAccelerator(Duration.ZERO, Duration.ZERO, Duration.ZERO);
        try (Stream stream = new Stream("too-slow", settings)) {
            send(stream, ledger);
            try (ScoringApplication application = stream.start(tooSlow, tooSlow)) {
                assertThatThrownBy(() -> application.stopped().get(Stream.SOON.toMillis(), TimeUnit.MILLISECONDS))
                        .rootCause()
                        .isNotNull();
                assertThatThrownBy(() -> application.stopped().get())
                        .hasStackTraceContaining("expected the image's embedding within " + DEADLINE_MS
                                + " ms, found none; raise align.embed.deadline.ms or use a faster model")
                        .hasStackTraceContaining("topic too-slow.image-events, partition ");
            }
            assertThat(stream.committed("too-slow").entrySet())
                    .filteredOn(offset -> offset.getKey().topic().equals("too-slow.image-events"))
                    .allMatch(offset -> offset.getValue() == 0);
            try (ScoringApplication application = stream.start(fast, fast)) {
                stream.awaitSettled();
                assertThat(application.stopped()).isNotDone();
            }
            Account account = ledger.settle(Outcomes.read(stream));
            System.out.println("too slow a model: stopped, and with a fast one " + account);
            assertThat(account.faults()).isEmpty();
        }
    }

    private static void send(Stream stream, Ledger ledger) throws Exception {
        long now = System.currentTimeMillis();
        stream.send(stream.config.topics().labelSets(), "things", LabelSets.of("a cat", "a dog"), now - 1_000);
        stream.flush();
        String topic = stream.config.topics().imageEvents();
        for (int i = 0; i < IMAGES; i++) {
            ImageEvent image =
                    new ImageEvent(ByteBuffer.wrap(new byte[] {(byte) i, 1, 2}), List.of("things"), "", Map.of(), "");
            ledger.promise(
                    "image-" + i,
                    stream.offer(topic, "image-" + i, stream.bytes(topic, image), now),
                    Outcomes.embedded(),
                    Outcomes.classified("things", 0));
        }
    }
}

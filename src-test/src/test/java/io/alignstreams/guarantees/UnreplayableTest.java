package io.alignstreams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import io.alignstreams.application.ScoringApplication;
import io.alignstreams.bench.SimulatedAccelerator;
import io.alignstreams.harness.Cli;
import io.alignstreams.harness.LabelSets;
import io.alignstreams.harness.LocalServers;
import io.alignstreams.harness.Replays;
import io.alignstreams.harness.Stream;
import io.alignstreams.harness.TopicSettings;
import io.alignstreams.replay.Obstacle;
import io.alignstreams.replay.Replay;
import io.alignstreams.replay.Selection;
import io.alignstreams.replay.Verdict;
import io.alignstreams.schemas.ImageEvent;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Dead letters that cannot go back are named, and never passed over while they may go back one day. */
@ExtendWith(LocalServers.class)
class UnreplayableTest {
    private static final int LIMIT = 20_000;

    private final SimulatedAccelerator accelerator =
            new SimulatedAccelerator(Duration.ZERO, Duration.ZERO, Duration.ZERO);

    @Test
    void shouldNameWhatWasNotKept() throws Exception {
        try (Stream stream = new Stream("unkept", Map.of("align.dead.letters.payload", "digest"))) {
            String images = stream.config.topics().imageEvents();
            process(stream, () -> {
                stream.send(images, "one", new byte[] {9}, 5_000);
                stream.send(images, "two", new byte[] {9}, 5_000);
            });

            Cli.Result replay = Replays.run(stream);
            assertThat(replay.status()).isEqualTo(1);
            assertThat(replay.out()).isEqualTo("replayed 0 dead letters, 2 not: 2 not kept whole\n");
            assertThat(replay.err().lines())
                    .hasSize(2)
                    .allMatch(line -> line.startsWith("align-streams: unkept.dead-letters-"))
                    .allMatch(line -> line.endsWith("': expected the record's value, found digest (align.payload)"))
                    .anyMatch(line -> line.contains("@0: not replayed: NOT_AVRO 'one': "));
            assertThat(Replays.run(stream).out()).isEqualTo("replayed 0 dead letters, 0 not\n");
            assertThat(total(stream)).isEqualTo(2);
        }
    }

    @Test
    void shouldReplayWhatIsTooLargeWhenItsTopicTakesIt() throws Exception {
        try (Stream stream = new Stream("fitting", Map.of("align.image.event.bytes.max", String.valueOf(LIMIT)))) {
            String images = stream.config.topics().imageEvents();
            process(stream, () -> {
                stream.send(images, "large", image(LIMIT - 200), System.currentTimeMillis());
                stream.send(images, "small", image(LIMIT / 2), System.currentTimeMillis());
            });

            Cli.Result first = Replays.run(stream);
            assertThat(first.status()).isEqualTo(1);
            assertThat(first.out())
                    .isEqualTo("replayed 1 dead letters (1 LABEL_SET_UNKNOWN to " + images
                            + "), 1 not: 1 too large for its topic\n");
            assertThat(first.err()).contains("'large': expected at most " + LIMIT + " bytes for topic " + images);

            TopicSettings.set(stream, images, "max.message.bytes", String.valueOf(2 * LIMIT));
            try (Stream raised = stream.with(Map.of("align.image.event.bytes.max", String.valueOf(2 * LIMIT)))) {
                process(raised, () -> {
                    raised.awaitSettled();
                    raised.send(
                            raised.config.topics().labelSets(), "set", LabelSets.of("a"), System.currentTimeMillis());
                    raised.flush();
                    raised.awaitProcessed(
                            "fitting-labels", raised.config.topics().labelSets());
                    raised.awaitProcessed("fitting", raised.config.topics().labelSetEmbeddings());
                    // What was replayed in vain is a dead letter again, and comes with what did not fit.
                    assertThat(Replays.run(raised).out())
                            .isEqualTo("replayed 2 dead letters (2 LABEL_SET_UNKNOWN to " + images + "), 0 not\n");
                });
                assertThat(raised.read(raised.config.topics().imageClassifications()))
                        .extracting(Stream::key)
                        .containsExactlyInAnyOrder("large", "small");
                assertThat(raised.read(raised.config.topics().imageEmbeddings()))
                        .hasSize(2);
            }
        }
    }

    @Test
    void shouldNotPutAnOldLabelSetInTheNewOnesPlace() throws Exception {
        try (Stream stream = new Stream("superseded", Map.of("align.labels.max", "1"))) {
            String labelSets = stream.config.topics().labelSets();
            process(stream, () -> {
                stream.send(labelSets, "set", LabelSets.of("a", "b"), System.currentTimeMillis());
                stream.send(labelSets, "set", LabelSets.of("a"), System.currentTimeMillis());
            });

            Cli.Result replay = Replays.run(stream);
            assertThat(replay.out()).isEqualTo("replayed 0 dead letters, 1 not: 1 published again since\n");
            assertThat(replay.err())
                    .contains("LABEL_SET_TOO_LARGE 'set': expected nothing in " + labelSets
                            + " under its key after offset 0, found offset 1");
        }
    }

    @Test
    void shouldNoticeALabelSetThatIsPublishedMeanwhile() throws Exception {
        try (Stream stream = new Stream("meanwhile", Map.of("align.labels.max", "1"))) {
            String labelSets = stream.config.topics().labelSets();
            process(stream, () -> {
                stream.send(labelSets, "one", LabelSets.of("a", "b"), System.currentTimeMillis());
                stream.send(labelSets, "two", LabelSets.of("a", "b"), System.currentTimeMillis());
            });

            Map<String, Verdict> verdicts = new LinkedHashMap<>();
            Selection all = new Selection(Set.of(), null, false);
            Replay.Listener publishing = new Replay.Listener() {
                @Override
                public void stampsAnew(String topic) {}

                @Override
                public void decided(ConsumerRecord<byte[], byte[]> dead, Verdict verdict) {
                    verdicts.put(Stream.key(dead), verdict);
                    publish(stream, Stream.key(dead).equals("one") ? "two" : "one");
                }

                @Override
                public void done() {}
            };
            new Replay(stream.config, all, publishing, () -> false).run();

            assertThat(verdicts.values())
                    .satisfiesExactly(
                            first -> assertThat(first).isInstanceOf(Verdict.Replayed.class),
                            second -> assertThat(second)
                                    .isInstanceOfSatisfying(
                                            Verdict.Refused.class, refused -> assertThat(refused.obstacle())
                                                    .isEqualTo(Obstacle.SUPERSEDED)));
        }
    }

    private static void publish(Stream stream, String labelSet) {
        stream.send(stream.config.topics().labelSets(), labelSet, LabelSets.of("a"), System.currentTimeMillis());
        try {
            stream.flush();
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Something that is done while the application runs. */
    private interface Work {
        void run() throws Exception;
    }

    private void process(Stream stream, Work work) throws Exception {
        try (ScoringApplication application = stream.start(accelerator, accelerator)) {
            work.run();
            stream.flush();
            stream.awaitSettled();
            assertThat(application.stopped()).isNotDone();
        }
    }

    private static ImageEvent image(int bytes) {
        return new ImageEvent(ByteBuffer.wrap(new byte[bytes]), List.of("set"), "", Map.of(), "");
    }

    private static long total(Stream stream) throws Exception {
        return stream.ends(stream.config.topics().imageEvents(), IsolationLevel.READ_UNCOMMITTED).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }
}

package io.alignstreams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.alignstreams.align.image.DecodingLimits;
import io.alignstreams.align.image.ExifOrientation;
import io.alignstreams.application.ScoringApplication;
import io.alignstreams.config.Topics;
import io.alignstreams.embedding.AlignTowers;
import io.alignstreams.harness.Account;
import io.alignstreams.harness.Cli;
import io.alignstreams.harness.LabelSets;
import io.alignstreams.harness.Ledger;
import io.alignstreams.harness.LocalServers;
import io.alignstreams.harness.Outcomes;
import io.alignstreams.harness.PausingSends;
import io.alignstreams.harness.Pictures;
import io.alignstreams.harness.Replays;
import io.alignstreams.harness.Scale;
import io.alignstreams.harness.Scenario;
import io.alignstreams.harness.Stream;
import io.alignstreams.schemas.ClassificationEvent;
import io.alignstreams.schemas.ImageEvent;
import io.alignstreams.schemas.Resolution;
import io.alignstreams.topology.DeadLetters;
import io.alignstreams.topology.Replayed;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Dead letters go back when what was wrong is mended, by replays that are killed and fenced, and are scored once. */
@Scenario
class ReplayTest {
    private static final int EVENTS = Scale.of(240, 3_000);
    private static final int KILLS = Scale.of(3, 30);
    private static final int MOST_BEFORE_A_KILL = 15;
    private static final int MANY_PIXELS = 50_000_000;
    private static final Map<String, String> MENDED = Map.of("align.labels.max", "50");

    private final Random dice = Scale.dice("replay");
    private final Ledger ledger = new Ledger();
    private final long start = System.currentTimeMillis() - TimeUnit.MINUTES.toMillis(10);

    @Test
    void shouldScoreOnceWhatWasADeadLetter() throws Exception {
        Map<String, String> settings = Map.of("align.labels.max", "2", "main.consumer.max.poll.records", "7");
        try (Stream stream = new Stream("replay", settings)) {
            makeDeadLetters(stream);
            int all = EVENTS / 6 * 4 + 3;
            assertDryRunChangesNothing(stream, all);
            Set<String> first = replayable(Replays.read(stream));
            try (Stream mended = stream.with(MENDED);
                    AlignTowers towers = AlignTowers.load(
                            LocalServers.model(),
                            ExifOrientation.APPLY,
                            DecodingLimits.DEFAULT.withMaxPixels(MANY_PIXELS));
                    ScoringApplication application = mended.start(towers, towers)) {
                replayLabelSet(mended);
                killReplays(mended);
                fenceReplay(mended);
                assertThat(Replays.run(mended).out()).endsWith(", 2 not: 2 with a timestamp that is refused\n");
                mended.awaitSettled();
                settle(mended, first);
                replayOfAReplay(mended);
                assertThat(application.stopped()).isNotDone();
            }
        }
    }

    /** Six kinds of image events, of which four are refused in some way, and a label set that is too large. */
    private void makeDeadLetters(Stream stream) throws Exception {
        Topics topics = stream.config.topics();
        stream.send(topics.labelSets(), "steady", LabelSets.of("a cat", "a dog"), start);
        stream.send(topics.labelSets(), "late", LabelSets.of("a cat", "a dog", "a cow"), start);
        stream.flush();
        try (AlignTowers towers = AlignTowers.load(
                        LocalServers.model(), ExifOrientation.APPLY, DecodingLimits.DEFAULT.withMaxPixels(64 * 128));
                ScoringApplication application = stream.start(towers, towers)) {
            for (int number = 0; number < EVENTS; number++) {
                sendImage(stream, number);
            }
            long ahead = System.currentTimeMillis() + TimeUnit.MINUTES.toMillis(30);
            for (String id : List.of("ahead-1", "ahead-2")) {
                byte[] event = event(stream, Pictures.jpeg(dice), "steady");
                ledger.promise(
                        id, stream.offer(topics.imageEvents(), id, event, ahead), Outcomes.refused("BAD_TIMESTAMP"));
            }
            stream.awaitSettled();
            assertThat(application.stopped()).isNotDone();
        }
    }

    private void sendImage(Stream stream, int number) {
        String id = "image-" + number;
        String topic = stream.config.topics().imageEvents();
        long time = start + 1 + number;
        byte[] small = Pictures.blackPng(40, 40);
        String steady = Outcomes.classified("steady", 0);
        switch (number % 6) {
            case 0 -> {
                byte[] event = event(stream, small, "steady", "late");
                ledger.promise(
                        id,
                        stream.offer(topic, id, event, time),
                        Outcomes.embedded(),
                        steady,
                        Outcomes.refused("LABEL_SET_UNKNOWN", "late"));
            }
            case 1 -> {
                byte[] event = event(stream, Pictures.blackPng(200, 200), "steady", "late");
                ledger.promise(id, stream.offer(topic, id, event, time), Outcomes.refused("IMAGE_TOO_LARGE"));
            }
            case 2 -> {
                byte[] event = "no avro".getBytes(StandardCharsets.UTF_8);
                ledger.promise(id, stream.offer(topic, id, event, time), Outcomes.refused("NOT_AVRO"));
            }
            case 3 -> {
                byte[] event = event(stream, small, "nobody", "steady");
                ledger.promise(
                        id,
                        stream.offer(topic, id, event, time),
                        Outcomes.embedded(),
                        steady,
                        Outcomes.refused("LABEL_SET_UNKNOWN", "nobody"));
            }
            default -> {
                byte[] event = event(stream, small, "steady");
                ledger.promise(id, stream.offer(topic, id, event, time), Outcomes.embedded(), steady);
            }
        }
    }

    private static byte[] event(Stream stream, byte[] picture, String... labelSets) {
        return stream.bytes(
                stream.config.topics().imageEvents(),
                new ImageEvent(ByteBuffer.wrap(picture), List.of(labelSets), "", Map.of(), ""));
    }

    private static void assertDryRunChangesNothing(Stream stream, int all) throws Exception {
        String images = stream.config.topics().imageEvents();
        Map<TopicPartition, Long> ends = stream.ends(images, IsolationLevel.READ_UNCOMMITTED);

        Cli.Result dryRun = Replays.run(stream, "--dry-run");
        assertThat(dryRun.lastLine())
                .isEqualTo("would replay " + (all - 2) + " dead letters (" + EVENTS / 6 + " IMAGE_TOO_LARGE to "
                        + images
                        + ", 1 LABEL_SET_TOO_LARGE to " + stream.config.topics().labelSets() + ", " + EVENTS / 3
                        + " LABEL_SET_UNKNOWN to " + images + ", " + EVENTS / 6 + " NOT_AVRO to " + images
                        + "), 2 not: 2 with a timestamp that is refused");
        assertThat(dryRun.out().lines()).hasSize(all - 1);
        assertThat(dryRun.status()).isEqualTo(1);
        Cli.Result json = Replays.run(stream, "--dry-run", "--json", "--code", "BAD_TIMESTAMP");
        assertThat(json.out().lines())
                .hasSize(2)
                .allMatch(line -> line.contains("\"replay\":false,\"error\":\"TIMESTAMP\""));

        assertThat(stream.committed(stream.config.replayId())).isEmpty();
        assertThat(stream.ends(images, IsolationLevel.READ_UNCOMMITTED)).isEqualTo(ends);
    }

    private static void replayLabelSet(Stream stream) throws Exception {
        Cli.Result replay = Replays.run(stream, "--code", "LABEL_SET_TOO_LARGE");
        assertThat(replay.err()).isEmpty();
        assertThat(replay.status()).isZero();
        assertThat(replay.out())
                .isEqualTo("replayed 1 dead letters (1 LABEL_SET_TOO_LARGE to "
                        + stream.config.topics().labelSets() + "), 0 not\n");
        stream.awaitProcessed(
                stream.config.labelsApplicationId(), stream.config.topics().labelSets());
        stream.awaitProcessed(
                stream.config.applicationId(), stream.config.topics().labelSetEmbeddings());
    }

    private void killReplays(Stream stream) throws Exception {
        Path settings = stream.file(PausingSends.settings());
        Path never = LocalServers.directory("replay").resolve("never");
        for (int kill = 1; kill <= KILLS; kill++) {
            boolean before = dice.nextBoolean();
            List<String> options = PausingSends.options(1 + dice.nextInt(MOST_BEFORE_A_KILL), before, never);
            try (Cli replay = Cli.start(options, Replays.command(settings))) {
                awaitPaused(replay);
                replay.kill();
            }
        }
    }

    /** A replay that waits finds out that another one has begun, and has done nothing more. */
    private static void fenceReplay(Stream stream) throws Exception {
        Path settings = stream.file(PausingSends.settings());
        Path released = LocalServers.directory("replay").resolve("released");
        try (Cli fenced = Cli.start(PausingSends.options(1, true, released), Replays.command(settings))) {
            awaitPaused(fenced);
            Cli.Result other = Replays.run(stream);
            assertThat(other.out()).startsWith("replayed ").doesNotContain("replayed 0 ");
            Files.createFile(released);

            Cli.Result result = fenced.await();
            assertThat(result.status()).isEqualTo(1);
            assertThat(result.out()).isEqualTo("replayed 0 dead letters, 0 not\n");
            assertThat(result.err())
                    .contains("align-streams: expected to be the only replay of " + stream.config.replayId()
                            + ", found that another one was started");
        }
    }

    private static void awaitPaused(Cli replay) {
        await("the replay is in the middle of a transaction")
                .atMost(Stream.SOON)
                .until(() -> {
                    if (!replay.isAlive()) {
                        throw new AssertionError(
                                "expected a replay to kill, found that it ended: " + replay.out() + replay.err());
                    }
                    return PausingSends.isPaused(replay);
                });
    }

    private void settle(Stream stream, Set<String> first) throws Exception {
        Replays replays = Replays.read(stream);
        String late = Outcomes.classified("late", version(stream, "late"));
        Set<String> from = new TreeSet<>();
        for (ConsumerRecord<byte[], byte[]> record : replays.replayed()) {
            String position = Stream.header(record, Replayed.HEADER_FROM);
            assertThat(from.add(position)).as(position + " was replayed once").isTrue();
            ConsumerRecord<byte[], byte[]> dead = replays.deadLetters().get(position);
            assertSame(record, replays.original(dead));
            if (record.topic().equals(stream.config.topics().imageEvents())) {
                String code = Stream.header(dead, DeadLetters.HEADER_CODE);
                String labelSet = Stream.header(dead, DeadLetters.HEADER_LABEL_SET);
                ledger.promise(position, record, promised(code, labelSet, late));
            }
        }
        // What was refused once more, while replays went on, may have gone back once more.
        assertThat(from).containsAll(first);
        assertThat(replayable(replays)).containsAll(from);
        Account account = ledger.settle(Outcomes.read(stream));
        System.out.println("replay: " + KILLS + " kills, " + first.size() + " dead letters, " + from.size()
                + " replayed with those refused once more, " + account);
        assertThat(account.faults()).isEmpty();
        for (ConsumerRecord<byte[], byte[]> record :
                stream.read(stream.config.topics().imageClassifications())) {
            assertThat(stream.value(record, ClassificationEvent.class).getResolution())
                    .isEqualTo(Resolution.EVENT_TIME);
        }
    }

    private static Set<String> replayable(Replays replays) {
        return replays.deadLetters().entrySet().stream()
                .filter(dead -> !"BAD_TIMESTAMP".equals(Stream.header(dead.getValue(), DeadLetters.HEADER_CODE)))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private static void assertSame(ConsumerRecord<byte[], byte[]> record, ConsumerRecord<byte[], byte[]> original) {
        assertThat(record.topic()).isEqualTo(original.topic());
        assertThat(record.partition()).isEqualTo(original.partition());
        assertThat(record.key()).isEqualTo(original.key());
        assertThat(record.value()).isEqualTo(original.value());
        assertThat(record.timestamp()).isEqualTo(original.timestamp());
    }

    private static String[] promised(String code, String labelSet, String late) {
        return switch (code) {
            case "IMAGE_TOO_LARGE" -> new String[] {Outcomes.embedded(), Outcomes.classified("steady", 0), late};
            case "LABEL_SET_UNKNOWN" ->
                new String[] {labelSet.equals("late") ? late : Outcomes.refused(code, labelSet)};
            default -> new String[] {Outcomes.refused(code)};
        };
    }

    private static long version(Stream stream, String labelSet) {
        return stream.read(stream.config.topics().labelSets()).stream()
                .filter(record -> labelSet.equals(Stream.key(record)))
                .mapToLong(ConsumerRecord::offset)
                .max()
                .orElseThrow();
    }

    /** What was refused once more goes back once more, and has the headers of its last replay alone. */
    private static void replayOfAReplay(Stream stream) throws Exception {
        stream.send(
                stream.config.topics().labelSets(),
                "nobody",
                LabelSets.of("a cow", "a cat"),
                System.currentTimeMillis());
        stream.flush();
        stream.awaitProcessed(
                stream.config.labelsApplicationId(), stream.config.topics().labelSets());
        stream.awaitProcessed(
                stream.config.applicationId(), stream.config.topics().labelSetEmbeddings());

        Cli.Result replay = Replays.run(stream, "--code", "LABEL_SET_UNKNOWN", "--since", "1h");
        assertThat(replay.out()).startsWith("replayed " + EVENTS / 6 + " dead letters (");
        stream.awaitSettled();
        List<String> scored = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record :
                stream.read(stream.config.topics().imageClassifications())) {
            if (stream.value(record, ClassificationEvent.class).getLabelSet().equals("nobody")) {
                scored.add(Stream.key(record));
                assertThat(record.headers()).hasSize(2);
            }
        }
        assertThat(scored).hasSize(EVENTS / 6).doesNotHaveDuplicates();
        long unknown = Replays.read(stream).deadLetters().values().stream()
                .filter(dead -> "LABEL_SET_UNKNOWN".equals(Stream.header(dead, DeadLetters.HEADER_CODE)))
                .count();
        assertThat(Replays.run(stream, "--code", "LABEL_SET_UNKNOWN", "--from-beginning", "--dry-run")
                        .lastLine())
                .startsWith("would replay " + unknown + " dead letters (" + unknown + " LABEL_SET_UNKNOWN to ");
    }
}

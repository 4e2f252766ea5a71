package io.alignstreams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import io.alignstreams.application.ScoringApplication;
import io.alignstreams.bench.SimulatedAccelerator;
import io.alignstreams.config.Topics;
import io.alignstreams.harness.Account;
import io.alignstreams.harness.LabelSets;
import io.alignstreams.harness.Ledger;
import io.alignstreams.harness.LocalServers;
import io.alignstreams.harness.Outcomes;
import io.alignstreams.harness.Recording;
import io.alignstreams.harness.Scenario;
import io.alignstreams.harness.Stream;
import io.alignstreams.harness.TopicSettings;
import io.alignstreams.harness.ZippedFolder;
import io.alignstreams.local.LocalBroker;
import io.alignstreams.local.LocalRegistry;
import io.alignstreams.schemas.ImageEvent;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Scenario 16: what an earlier build left is opened by today's: state directory, changelog, topics, committed offsets and
 * schemas. They are kept among the test's resources; with {@code -Dyesterday.write=true} they are made anew, which breaks
 * with all who run the application.
 */
@Scenario
class YesterdayTest {
    private static final Path KEPT = Path.of("src/test/resources/yesterday");
    private static final Path SERVERS = KEPT.resolve("servers.json");
    private static final Path STATE = KEPT.resolve("state.zip");
    private static final String NAME = "yesterday";
    private static final String CHANGELOG = "yesterday-label-sets-changelog";
    private static final int SCORED = 20;
    private static final int WAITING = 20;

    private final SimulatedAccelerator accelerator =
            new SimulatedAccelerator(Duration.ZERO, Duration.ZERO, Duration.ZERO);

    /** What is asked for by an image, and what has to become of it. */
    private enum Case {
        FIRST_VERSION("things", 5_000, Outcomes.classified("things", 0)),
        SECOND_VERSION("things", 15_000, Outcomes.classified("things", 1)),
        BEFORE_THE_FIRST("things", -5_000, Outcomes.classified("things", 1)),
        NOT_YET_DELETED("gone", 5_000, Outcomes.classified("gone", 2)),
        DELETED("gone", 25_000, Outcomes.refused("LABEL_SET_UNKNOWN", "gone"));

        private final String labelSet;
        private final long afterStart;
        private final String outcome;

        Case(String labelSet, long afterStart, String outcome) {
            this.labelSet = labelSet;
            this.afterStart = afterStart;
            this.outcome = outcome;
        }

        static Case of(int image) {
            return values()[image % values().length];
        }
    }

    @Test
    void shouldGoOnWithTheStateDirectory() throws Exception {
        Path state = LocalServers.directory("yesterday-state");
        ZippedFolder.unpack(STATE, state);
        // The changelog has no records any more, so all that is known is known from the state directory.
        assertGoesOn("state directory", state, YesterdayTest::emptyChangelog);
    }

    @Test
    void shouldRestoreWhatWasKeptFromTheChangelog() throws Exception {
        assertGoesOn("changelog", LocalServers.directory("yesterday-empty"), (stream, recording) -> {});
    }

    @FunctionalInterface
    private interface Preparation {
        void prepare(Stream stream, Recording recording) throws Exception;
    }

    private void assertGoesOn(String from, Path state, Preparation preparation) throws Exception {
        Recording recording = Recording.load(SERVERS);
        Ledger ledger = new Ledger();
        try (LocalBroker broker = LocalBroker.start();
                LocalRegistry registry = LocalRegistry.start()) {
            promise(recording.play(broker.bootstrapServers(), registry.url()), ledger);
            try (Stream stream = new Stream(NAME, settings(broker, registry, state))) {
                preparation.prepare(stream, recording);
                try (ScoringApplication application = stream.start(accelerator, accelerator)) {
                    awaitScored(stream, application);
                    stream.awaitSettled();
                    assertThat(stream.read(stream.config.topics().labelSetEmbeddings()))
                            .as("label sets that are embedded")
                            .hasSameSizeAs(recording
                                    .topics()
                                    .get(stream.config.topics().labelSetEmbeddings())
                                    .records());
                    publishToday(stream, ledger);
                    stream.awaitSettled();
                }
                Account account = ledger.settle(Outcomes.read(stream));
                System.out.println("yesterday, from its " + from + ": " + SCORED + " images scored then, " + WAITING
                        + " waiting, 1 of today by a label set of today, " + account);
                assertThat(account.faults()).isEmpty();
                assertThat(account.acknowledgedEvents()).isEqualTo(SCORED + WAITING + 1);
            }
        }
    }

    /** Waits no longer than until the application stops, which throws why. */
    private static void awaitScored(Stream stream, ScoringApplication application) throws Exception {
        Map<TopicPartition, Long> due =
                stream.ends(stream.config.topics().imageEvents(), IsolationLevel.READ_UNCOMMITTED);
        Awaitility.await("what was waiting is scored").atMost(Stream.SOON).until(() -> {
            application.stopped().getNow(null);
            return Faults.hasCommitted(stream, due);
        });
    }

    private static Map<String, String> settings(LocalBroker broker, LocalRegistry registry, Path state) {
        return new HashMap<>(Map.of(
                "bootstrap.servers", broker.bootstrapServers(),
                "schema.registry.url", registry.url(),
                "state.dir", state.toString(),
                "align.topic.partitions", "2"));
    }

    private static void promise(List<Recording.Played> played, Ledger ledger) {
        for (Recording.Played record : played) {
            if (record.topic().equals(NAME + ".image-events")) {
                Case due = Case.of(Integer.parseInt(record.key().substring("image-".length())));
                ledger.promise(record.key(), record.sent(), Outcomes.embedded(), due.outcome);
            }
        }
    }

    private static void publishToday(Stream stream, Ledger ledger) throws Exception {
        Topics topics = stream.config.topics();
        stream.send(topics.labelSets(), "things", LabelSets.of("a fish"), System.currentTimeMillis() - 1_000);
        stream.flush();
        stream.awaitProcessed(stream.config.labelsApplicationId(), topics.labelSets());
        Map<TopicPartition, Long> due = stream.ends(topics.labelSetEmbeddings(), IsolationLevel.READ_COMMITTED);
        // The last offset is that of a transaction's end, behind which nobody has to commit.
        due.replaceAll((partition, end) -> end - 1);
        Awaitility.await("the label set is stored").atMost(Stream.SOON).until(() -> Faults.hasCommitted(stream, due));
        byte[] image = stream.bytes(topics.imageEvents(), image(SCORED + WAITING, "things"));
        ledger.promise(
                "of today",
                stream.offer(topics.imageEvents(), "of today", image, System.currentTimeMillis()),
                Outcomes.embedded(),
                Outcomes.classified("things", 4));
    }

    private static ImageEvent image(int number, String labelSet) {
        ByteBuffer picture = ByteBuffer.wrap(new byte[] {(byte) number, 1, 2});
        return new ImageEvent(
                picture, List.of(labelSet), "camera-" + number, Map.of("number", String.valueOf(number)), "");
    }

    /** Deletes what is deleted of no compacted topic, so that it is another kind of topic for a moment. */
    private static void emptyChangelog(Stream stream, Recording recording) throws Exception {
        Map<TopicPartition, RecordsToDelete> all = recording.topics().get(CHANGELOG).records().stream()
                .collect(Collectors.toMap(
                        record -> new TopicPartition(CHANGELOG, record.partition()),
                        record -> RecordsToDelete.beforeOffset(record.offset() + 1),
                        (one, other) -> one.beforeOffset() > other.beforeOffset() ? one : other));
        TopicSettings.set(stream, CHANGELOG, "cleanup.policy", "delete");
        Awaitility.await("the changelog is emptied")
                .atMost(Stream.SOON)
                .ignoreExceptions()
                .until(() -> stream.cluster.admin().deleteRecords(all).all().get() == null);
        TopicSettings.set(stream, CHANGELOG, "cleanup.policy", "compact");
        assertThat(stream.read(CHANGELOG)).isEmpty();
    }

    @Test
    @EnabledIfSystemProperty(named = "yesterday.write", matches = "true")
    void writeWhatIsKept() throws Exception {
        Path state = LocalServers.directory("yesterday-written");
        long start = System.currentTimeMillis() - 60_000;
        try (LocalBroker broker = LocalBroker.start();
                LocalRegistry registry = LocalRegistry.start();
                Stream stream = new Stream(NAME, settings(broker, registry, state))) {
            String labelSets = stream.config.topics().labelSets();
            stream.send(labelSets, "things", LabelSets.of("a cat", "a dog"), start);
            stream.send(labelSets, "things", LabelSets.of("a cat", "a dog", "a bird"), start + 10_000);
            stream.send(labelSets, "gone", LabelSets.of("a ghost"), start);
            stream.send(labelSets, "gone", (byte[]) null, start + 20_000);
            stream.flush();
            try (ScoringApplication application = stream.start(accelerator, accelerator)) {
                assertThat(application.running()).succeedsWithin(Stream.SOON);
                send(stream, start, 0, SCORED);
                stream.awaitSettled();
            }
            send(stream, start, SCORED, SCORED + WAITING);
            Files.createDirectories(KEPT);
            Recording.of(stream, registry.url()).save(SERVERS);
        }
        ZippedFolder.pack(state, STATE);
    }

    private static void send(Stream stream, long start, int from, int to) throws Exception {
        for (int number = from; number < to; number++) {
            Case due = Case.of(number);
            String topic = stream.config.topics().imageEvents();
            stream.send(topic, "image-" + number, image(number, due.labelSet), start + due.afterStart);
        }
        stream.flush();
    }
}

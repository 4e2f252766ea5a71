package io.alignstreams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import io.alignstreams.harness.Account;
import io.alignstreams.harness.Cli;
import io.alignstreams.harness.Feed;
import io.alignstreams.harness.Instance;
import io.alignstreams.harness.LabelSets;
import io.alignstreams.harness.Ledger;
import io.alignstreams.harness.LocalServers;
import io.alignstreams.harness.Outcomes;
import io.alignstreams.harness.Scale;
import io.alignstreams.harness.Scenario;
import io.alignstreams.harness.SmallDisk;
import io.alignstreams.harness.Stream;
import io.alignstreams.local.LocalRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Scenario 13, the disk: state cannot be kept, from the start or from some time on. */
@Scenario
class StateDirectoryTest {
    private static final int EVENTS = Scale.of(300, 3_000);
    private static final int PER_SECOND = 100;
    private static final int MEGABYTES = 64;

    private final Random dice = Scale.dice("state directory");

    @Test
    void shouldNotTouchARecordWhereStateCannotBeKept() throws Exception {
        Ledger ledger = new Ledger();
        try (LocalRegistry registry = LocalRegistry.start();
                Stream stream = new Stream("no-folder", Faults.settings(registry.url()))) {
            try (Feed feed = Feed.start(stream, ledger, PER_SECOND, dice)) {
                Path file = Files.writeString(
                        LocalServers.directory("no-folder").resolve("file"), "a file stands where state is to be");
                assertRefused(stream, file);
                assertRefused(stream, file.resolve("below"));
                feed.finish(EVENTS);
            }
            settle(
                    "no folder",
                    stream,
                    ledger,
                    LocalServers.directory("no-folder").resolve("state"));
        }
    }

    @Test
    void shouldNotTouchARecordOnADiskThatIsFullOrReadOnly() throws Exception {
        Ledger ledger = new Ledger();
        try (SmallDisk disk = SmallDisk.mount("full-at-start", MEGABYTES);
                LocalRegistry registry = LocalRegistry.start();
                Stream stream = new Stream("full-at-start", Faults.settings(registry.url()))) {
            Path state = disk.path().resolve("state");
            try (Feed feed = Feed.start(stream, ledger, PER_SECOND, dice)) {
                disk.fill();
                assertRefused(stream, state);
                disk.free();
                disk.makeReadOnly();
                assertRefused(stream, state);
                disk.makeWritable();
                feed.finish(EVENTS);
            }
            settle("full at start", stream, ledger, state);
        }
    }

    private static void assertRefused(Stream stream, Path state) throws Exception {
        try (Instance instance = Instance.start(stream, state, Map.of())) {
            Cli.Result end = instance.awaitEnd();
            assertThat(end.status()).isEqualTo(1);
            Faults.assertOneError(
                    end, "align-streams: state.dir " + state + ": expected a folder with room for state, found: ");
        }
        assertThat(stream.committed(stream.config.applicationId())).isEmpty();
        assertThat(stream.committed(stream.config.labelsApplicationId())).isEmpty();
    }

    private static void settle(String fault, Stream stream, Ledger ledger, Path state) throws Exception {
        try (Instance instance = Instance.start(stream, state, Map.of()).awaitRunning()) {
            stream.awaitSettled();
            instance.terminate();
        }
        Account account = ledger.settle(Outcomes.read(stream));
        System.out.println("state directory, " + fault + ": refused twice, then " + account);
        assertThat(account.faults()).isEmpty();
    }

    @Test
    void shouldLoseNothingWhenTheDiskFillsUp() throws Exception {
        Ledger ledger = new Ledger();
        try (SmallDisk disk = SmallDisk.mount("full-later", MEGABYTES);
                LocalRegistry registry = LocalRegistry.start();
                Stream stream = new Stream("full-later", Faults.settings(registry.url()))) {
            Path state = disk.path().resolve("state");
            String became;
            try (Feed feed = Feed.start(stream, ledger, PER_SECOND, dice);
                    Instance full = Instance.start(stream, state, Map.of()).awaitRunning()) {
                disk.fill();
                stream.send(
                        stream.config.topics().labelSets(), "late", LabelSets.of("a ship"), System.currentTimeMillis());
                stream.flush();
                Faults.awaitCommitted(stream, "all that was there is committed");
                // The group gives some of its partitions to another one, so that it has to write what it has of them.
                try (Instance other = Instance.start(stream, Map.of()).awaitRunning()) {
                    Awaitility.await("two share the partitions, or one has stopped")
                            .atMost(Stream.SOON)
                            .ignoreExceptions()
                            .until(() -> !full.isAlive() || Faults.areShared(stream, 2));
                    other.terminate();
                }
                feed.finish(EVENTS);
                became = endOf(full, stream);
            }
            disk.free();
            try (Instance instance = Instance.start(stream, state, Map.of()).awaitRunning()) {
                stream.awaitSettled();
                instance.terminate();
            }
            Account account = ledger.settle(Outcomes.read(stream));
            System.out.println("state directory, full while running: the instance " + became + ", then " + account);
            assertThat(account.faults()).isEmpty();
        }
    }

    /** It may go on, since what it scores by is in memory, or stop with one error. */
    private static String endOf(Instance full, Stream stream) throws Exception {
        if (Faults.runsUntilCommitted(full, stream)) {
            full.terminate();
            return full.err().contains("No space left") ? "went on, and says so in its log" : "went on";
        }
        // Kafka Streams warns, with stacks, of offsets that it could not write beside its state.
        String error = Faults.onlyError(full.awaitEnd());
        assertThat(error)
                .startsWith("align-streams: stopped, offsets unmoved: ")
                .contains("No space left on device");
        return "stopped: " + error;
    }
}

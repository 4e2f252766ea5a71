package io.alignstreams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import io.alignstreams.harness.Account;
import io.alignstreams.harness.Cli;
import io.alignstreams.harness.Feed;
import io.alignstreams.harness.Gate;
import io.alignstreams.harness.Instance;
import io.alignstreams.harness.Ledger;
import io.alignstreams.harness.Outcomes;
import io.alignstreams.harness.Pictures;
import io.alignstreams.harness.Scale;
import io.alignstreams.harness.Scenario;
import io.alignstreams.harness.Stream;
import io.alignstreams.harness.Subjects;
import io.alignstreams.local.LocalRegistry;
import io.alignstreams.schemas.ImageEvent;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Scenario 12: the schema registry cannot be reached, when an instance starts and while it scores. */
@Scenario
class RegistryOutageTest {
    private static final Duration OUTAGE = Duration.ofSeconds(Scale.of(8, 120));
    private static final int EVENTS = Scale.of(500, 10_000);
    private static final int PER_SECOND = 50;
    private static final int FRESH_SCHEMAS = 8;
    private static final String WAITS = "waiting for the schema registry: the schema registry at ";

    private final Random dice = Scale.dice("registry outage");
    private final Ledger ledger = new Ledger();
    private int freshSchemas;

    @Test
    void shouldWaitForTheRegistry() throws Exception {
        try (LocalRegistry registry = LocalRegistry.start();
                Gate gate = Gate.before(registry.url());
                Stream stream = new Stream("outage", Faults.settings(registry.url()))) {
            Subjects subjects = new Subjects(registry.url());
            try (Feed feed = Feed.start(stream, ledger, PER_SECOND, dice)) {
                gate.shut();
                try (Instance instance = Instance.start(stream, Map.of("schema.registry.url", gate.url()))) {
                    awaitErr(instance, "topic outage.label-set-embeddings: " + WAITS + gate.url());
                    gate.open();
                    instance.awaitRunning();
                    sendFresh(stream, subjects);
                    stream.awaitProcessed("outage", "outage.image-events");

                    gate.shut();
                    long end = System.nanoTime() + OUTAGE.toNanos();
                    sendFresh(stream, subjects);
                    awaitErr(instance, "topic outage.image-events: " + WAITS + gate.url());
                    TimeUnit.NANOSECONDS.sleep(end - System.nanoTime());
                    assertThat(instance.isAlive()).as(instance.err()).isTrue();
                    gate.open();
                    feed.finish(EVENTS);
                    stream.awaitSettled();
                    assertThat(instance.isAlive()).as(instance.err()).isTrue();
                }
            }
            settle(stream, "down at start and for " + OUTAGE.toSeconds() + " s in the middle");
        }
    }

    @Test
    void shouldStopWithOffsetsUnmovedBeyondTheDeadline() throws Exception {
        try (LocalRegistry registry = LocalRegistry.start();
                Gate gate = Gate.before(registry.url());
                Stream stream = new Stream("outage-deadline", Faults.settings(registry.url()))) {
            Subjects subjects = new Subjects(registry.url());
            Map<String, String> settings =
                    Map.of("schema.registry.url", gate.url(), "align.registry.deadline.ms", "3000");
            try (Feed feed = Feed.start(stream, ledger, PER_SECOND, dice)) {
                feed.finish(PER_SECOND);
            }
            try (Instance instance = Instance.start(stream, settings)) {
                instance.awaitRunning();
                stream.awaitSettled();
                Map<TopicPartition, Long> committed = stream.committed("outage-deadline");
                gate.shut();
                sendFresh(stream, subjects);
                Cli.Result result = instance.awaitEnd();
                assertThat(result.status()).isEqualTo(1);
                assertThat(result.err().lines().filter(line -> line.contains("stopped, offsets unmoved: ")))
                        .singleElement()
                        .asString()
                        .contains(gate.url());
                assertThat(stream.committed("outage-deadline")).isEqualTo(committed);
            }
            gate.open();
            try (Instance instance = Instance.start(stream, settings)) {
                instance.awaitRunning();
                stream.awaitSettled();
            }
            settle(stream, "stopped beyond the deadline, and started again");
        }
    }

    @Test
    void shouldStopWhenToldToWhileItWaits() throws Exception {
        try (LocalRegistry registry = LocalRegistry.start();
                Gate gate = Gate.before(registry.url());
                Stream stream = new Stream("outage-stop", Faults.settings(registry.url()))) {
            Subjects subjects = new Subjects(registry.url());
            Map<String, String> settings = Map.of("schema.registry.url", gate.url());
            try (Feed feed = Feed.start(stream, ledger, PER_SECOND, dice)) {
                gate.shut();
                try (Instance instance = Instance.start(stream, settings)) {
                    awaitErr(instance, "topic outage-stop.label-set-embeddings: " + WAITS + gate.url());
                    instance.terminate();
                }
                gate.open();
                try (Instance instance = Instance.start(stream, settings)) {
                    instance.awaitRunning();
                    gate.shut();
                    sendFresh(stream, subjects);
                    awaitErr(instance, "topic outage-stop.image-events: " + WAITS + gate.url());
                    Duration took = instance.terminate();
                    System.out.println("registry: stopped within " + took.toMillis() + " ms while it waited");
                }
                gate.open();
                feed.finish(PER_SECOND);
                try (Instance instance = Instance.start(stream, settings)) {
                    instance.awaitRunning();
                    stream.awaitSettled();
                }
            }
            settle(stream, "stopped while it waited");
        }
    }

    /** Images for all partitions whose schemas the application has to ask for. */
    private void sendFresh(Stream stream, Subjects subjects) throws Exception {
        String topic = stream.config.topics().imageEvents();
        Schema schema = ImageEvent.getClassSchema();
        for (int i = 0; i < FRESH_SCHEMAS; i++) {
            freshSchemas++;
            Schema fresh = new Schema.Parser().parse(schema.toString());
            fresh.addProp("release", String.valueOf(freshSchemas));
            int id = subjects.register(topic + "-value", fresh);
            String image = "fresh-" + freshSchemas;
            byte[] value = Subjects.withId(stream.bytes(topic, Feed.image(Pictures.jpeg(dice))), id);
            ledger.promise(image, stream.offer(topic, image, value, System.currentTimeMillis()), Feed.outcomes());
        }
    }

    private static void awaitErr(Instance instance, String text) {
        Awaitility.await("the instance says: " + text).atMost(Stream.SOON).until(() -> {
            assertThat(instance.isAlive()).as(instance.err()).isTrue();
            return instance.err().contains(text);
        });
    }

    private void settle(Stream stream, String what) throws Exception {
        Account account = ledger.settle(Outcomes.read(stream));
        System.out.println("registry: " + what + ", " + freshSchemas + " schemas to ask for, " + account);
        assertThat(account.faults()).isEmpty();
    }
}

package io.alignstreams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import io.alignstreams.harness.Account;
import io.alignstreams.harness.Instance;
import io.alignstreams.harness.LabelSets;
import io.alignstreams.harness.Ledger;
import io.alignstreams.harness.Outcomes;
import io.alignstreams.harness.Pictures;
import io.alignstreams.harness.Scale;
import io.alignstreams.harness.Scenario;
import io.alignstreams.harness.Stream;
import io.alignstreams.local.LocalRegistry;
import io.alignstreams.schemas.ClassificationEvent;
import io.alignstreams.schemas.EmbeddingEvent;
import io.alignstreams.schemas.ImageEvent;
import io.alignstreams.schemas.Lineage;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Scenario 14: an instance with a heap of 1 GB finds many times as much in its topic. The whole takes 10 GB of disk. */
@Scenario
class BacklogTest {
    private static final int IMAGES = Scale.of(300, 20_000);
    private static final int IMAGE_BYTES = 500_000;
    private static final int PICTURES = 32;
    private static final List<String> HEAP = List.of("-Xmx1g");
    private static final Duration LONGEST = Duration.ofMinutes(30);

    private final Random dice = Scale.dice("backlog");

    @Test
    void shouldDrainABacklogInOrder() throws Exception {
        Ledger ledger = new Ledger();
        try (LocalRegistry registry = LocalRegistry.start();
                Stream stream = new Stream("backlog", Faults.settings(registry.url()))) {
            String images = stream.config.topics().imageEvents();
            try {
                send(stream, ledger);
                Map<TopicPartition, Long> all = stream.ends(images, IsolationLevel.READ_UNCOMMITTED);
                try (Instance instance = Instance.start(stream, HEAP, Map.of()).awaitRunning()) {
                    long start = System.nanoTime();
                    Awaitility.await("the backlog is drained").atMost(LONGEST).until(() -> {
                        assertThat(instance.isAlive()).as(instance.err()).isTrue();
                        return Faults.hasCommitted(stream, all);
                    });
                    double seconds = (System.nanoTime() - start) / 1e9;
                    stream.awaitSettled();
                    long most = instance.memory("VmHWM");
                    instance.terminate();
                    assertThat(instance.err()).doesNotContain("OutOfMemoryError");
                    Account account = ledger.settle(Outcomes.read(stream));
                    System.out.printf(
                            "backlog: %d images of %d KB, %.0f images/s, %d MB at most, %s%n",
                            IMAGES, IMAGE_BYTES / 1_000, IMAGES / seconds, most >> 20, account);
                    assertThat(account.faults()).isEmpty();
                }
                assertInOrder(stream, stream.config.topics().imageEmbeddings(), EmbeddingEvent.class);
                assertInOrder(stream, stream.config.topics().imageClassifications(), ClassificationEvent.class);
            } finally {
                stream.cluster.admin().deleteTopics(List.of(images)).all().get();
            }
        }
    }

    private void send(Stream stream, Ledger ledger) throws Exception {
        long now = System.currentTimeMillis();
        stream.send(stream.config.topics().labelSets(), "things", LabelSets.of("a cat", "a dog"), now - 1_000);
        stream.flush();
        byte[][] pictures = new byte[PICTURES][];
        for (int i = 0; i < PICTURES; i++) {
            pictures[i] = Pictures.padded(Pictures.jpeg(dice), IMAGE_BYTES, dice);
        }
        String topic = stream.config.topics().imageEvents();
        for (int i = 0; i < IMAGES; i++) {
            // No two are alike: the number is written into what pads them.
            byte[] picture = pictures[i % PICTURES].clone();
            ByteBuffer.wrap(picture).putInt(Pictures.PADDING_AT, i);
            ImageEvent event = new ImageEvent(ByteBuffer.wrap(picture), List.of("things"), "", Map.of(), "");
            ledger.promise(
                    "image-" + i,
                    stream.offer(topic, "image-" + i, stream.bytes(topic, event), now),
                    Outcomes.embedded(),
                    Outcomes.classified("things", 0));
        }
        Awaitility.await("the topic is full")
                .atMost(LONGEST)
                .pollInterval(1, TimeUnit.SECONDS)
                .until(() -> stream.ends(topic, IsolationLevel.READ_UNCOMMITTED).values().stream()
                                .mapToLong(Long::longValue)
                                .sum()
                        == IMAGES);
    }

    private static <T extends SpecificRecord> void assertInOrder(Stream stream, String topic, Class<T> type) {
        Map<String, Long> last = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : stream.read(topic)) {
            Lineage lineage = stream.value(record, type) instanceof EmbeddingEvent embedding
                    ? embedding.getLineage()
                    : stream.value(record, ClassificationEvent.class).getLineage();
            String path = "from partition " + lineage.getPartition() + " to " + record.partition();
            Long before = last.put(path, lineage.getOffset());
            assertThat(lineage.getOffset()).as(topic + ", " + path).isGreaterThan(before == null ? -1 : before);
        }
        assertThat(last).isNotEmpty();
    }
}

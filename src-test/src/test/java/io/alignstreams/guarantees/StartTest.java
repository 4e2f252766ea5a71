package io.alignstreams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.alignstreams.align.image.RgbImage;
import io.alignstreams.application.ScoringApplication;
import io.alignstreams.application.StartException;
import io.alignstreams.harness.LabelSets;
import io.alignstreams.harness.LocalServers;
import io.alignstreams.harness.SimulatedAccelerator;
import io.alignstreams.harness.Stream;
import io.alignstreams.local.LocalRegistry;
import io.alignstreams.schemas.ClassificationEvent;
import io.alignstreams.schemas.ImageEvent;
import io.alignstreams.topology.Embedding;
import io.alignstreams.topology.ModelIdentity;
import io.alignstreams.topology.TextEmbedder;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an application refuses to start on, with one clear error each. */
@ExtendWith(LocalServers.class)
class StartTest {
    private final SimulatedAccelerator accelerator =
            new SimulatedAccelerator(Duration.ZERO, Duration.ZERO, Duration.ZERO);

    @Test
    void shouldNameTopicsThatAreMissing() throws Exception {
        try (Stream stream = new Stream("missing", Map.of())) {
            stream.cluster
                    .admin()
                    .deleteTopics(List.of("missing.label-sets", "missing.dead-letters"))
                    .all()
                    .get();

            assertRefused(
                    stream,
                    "missing topics [missing.label-sets, missing.dead-letters]: create them with align-streams topics"
                            + " create, or set align.topic.prefix");
        }
    }

    @Test
    void shouldRefusePartitionCountsThatDoNotFit() throws Exception {
        try (Stream stream = new Stream("partitions", Map.of())) {
            stream.cluster
                    .admin()
                    .createPartitions(Map.of("partitions.image-events", NewPartitions.increaseTo(6)))
                    .all()
                    .get();

            assertRefused(
                    stream,
                    "topic partitions.label-set-embeddings: expected 6 partitions, as many as partitions.image-events"
                            + " has, found 4");
        }
    }

    @Test
    void shouldRefuseMorePartitionsThanItBeganWith() throws Exception {
        try (Stream stream = new Stream("grown", Map.of())) {
            ScoringApplication application = stream.start(accelerator, accelerator);
            assertThat(application.running()).succeedsWithin(Stream.SOON);
            application.close();
            stream.cluster
                    .admin()
                    .createPartitions(Map.of(
                            "grown.image-events", NewPartitions.increaseTo(6),
                            "grown.label-set-embeddings", NewPartitions.increaseTo(6)))
                    .all()
                    .get();

            assertRefused(
                    stream,
                    "topic grown.image-events: expected 4 partitions, with which application.id grown began, found 6;"
                            + " to grow: ");
        }
    }

    @Test
    void shouldRefuseSizesThatDoNotAgree() throws Exception {
        try (Stream stream = new Stream("sizes", Map.of())) {
            set(stream, "sizes.image-embeddings", "max.message.bytes", "1000");
            set(stream, "sizes.image-events", "max.message.bytes", "9000000");
            set(stream, "sizes.label-sets", "max.message.bytes", "5000000");

            assertRefused(
                    stream,
                    "topic sizes.image-embeddings: expected max.message.bytes of at least 1048576, found 1000; raise"
                            + " it, or lower the align.*.bytes.max that asks for it\n"
                            + "topic sizes.image-events: expected max.message.bytes of at most 8388608, found 9000000;"
                            + " set align.image.event.bytes.max to it, and sizes.dead-letters' max.message.bytes to"
                            + " 65536 more\n"
                            + "topic sizes.label-sets: expected max.message.bytes of at most 4194304, found 5000000; set"
                            + " align.label.set.bytes.max to it, and sizes.dead-letters' max.message.bytes to 65536"
                            + " more");
        }
    }

    @Test
    void shouldRefuseTopicsThatWouldLoseLabelSetsOrRefuseTimestamps() throws Exception {
        try (Stream stream = new Stream("settings", Map.of())) {
            set(stream, "settings.label-sets", "cleanup.policy", "delete");
            set(stream, "settings.label-set-embeddings", "min.compaction.lag.ms", "5");
            set(stream, "settings.label-set-embeddings", "message.timestamp.type", "LogAppendTime");
            set(stream, "settings.image-embeddings", "message.timestamp.after.max.ms", "600000");
            set(stream, "settings.image-classifications", "message.timestamp.before.max.ms", "1000");

            await().atMost(Stream.SOON).untilAsserted(() -> assertThatThrownBy(
                            () -> stream.start(accelerator, accelerator).close())
                    .isInstanceOf(StartException.class)
                    .hasMessageContainingAll(
                            "topic settings.label-sets: expected cleanup.policy compact, found delete",
                            "topic settings.label-set-embeddings: expected min.compaction.lag.ms of at least",
                            "topic settings.label-set-embeddings: expected message.timestamp.type CreateTime, found"
                                    + " LogAppendTime",
                            "topic settings.image-embeddings: expected message.timestamp.after.max.ms above 600000",
                            "topic settings.image-classifications: expected message.timestamp.before.max.ms of"));
        }
    }

    @Test
    void shouldRefuseAChangelogThatDoesNotFit() throws Exception {
        String changelog = "changelog-label-sets-changelog";
        try (Stream stream = new Stream("changelog", Map.of())) {
            ScoringApplication application = stream.start(accelerator, accelerator);
            assertThat(application.running()).succeedsWithin(Stream.SOON);
            application.close();
            assertThat(setting(stream, changelog, "message.timestamp.type")).isEqualTo("CreateTime");
            for (String limit : List.of("message.timestamp.before.max.ms", "message.timestamp.after.max.ms")) {
                assertThat(setting(stream, changelog, limit)).isEqualTo(String.valueOf(Long.MAX_VALUE));
            }

            set(stream, changelog, "max.message.bytes", "1000");
            set(stream, changelog, "min.compaction.lag.ms", "5");
            set(stream, changelog, "message.timestamp.before.max.ms", "1000");
            set(stream, changelog, "message.timestamp.after.max.ms", "1000");
            set(stream, changelog, "message.timestamp.type", "LogAppendTime");
            await().atMost(Stream.SOON).untilAsserted(() -> assertThatThrownBy(
                            () -> stream.start(accelerator, accelerator).close())
                    .isInstanceOf(StartException.class)
                    .hasMessageContainingAll(
                            "topic " + changelog + ": expected max.message.bytes of at least 33555456, found 1000",
                            "topic " + changelog + ": expected min.compaction.lag.ms of at least",
                            "topic " + changelog + ": expected message.timestamp.before.max.ms of",
                            "topic " + changelog + ": expected message.timestamp.after.max.ms above",
                            "topic " + changelog + ": expected message.timestamp.type CreateTime, found"));
        }
    }

    @Test
    void shouldRefuseAnotherModelUnlessToldToAcceptIt() throws Exception {
        SimulatedAccelerator other = new SimulatedAccelerator(Duration.ZERO, Duration.ZERO, Duration.ZERO) {
            @Override
            public ModelIdentity identity() {
                return new ModelIdentity("other", "other-digest", "other", 32, 0.1f);
            }
        };
        try (Stream stream = new Stream("model", Map.of())) {
            String images = stream.config.topics().imageEvents();
            String labelSets = stream.config.topics().labelSets();
            stream.send(labelSets, "large", LabelSets.of("a", "b", "c"), System.currentTimeMillis());
            stream.send(labelSets, "set", LabelSets.of("a"), System.currentTimeMillis());
            stream.flush();
            stream.start(accelerator, accelerator).close();

            assertRefusedBy(
                    other,
                    stream,
                    "expected model other with digest other-digest, found that label sets [large, set] were embedded by"
                            + " model simulated with digest simulated; to change the model stop all instances and"
                            + " start one with align.model.change=accept");

            // The new model's settings refuse a set that the old one's took; it stays as the old model left it.
            try (Stream accepting = stream.with(Map.of("align.model.change", "accept", "align.labels.max", "2"));
                    ScoringApplication application = accepting.start(other, other)) {
                assertThat(application.stopped()).isNotDone();
                stream.send(
                        images,
                        "image",
                        new ImageEvent(ByteBuffer.wrap(new byte[] {1, 2, 3}), List.of("set"), "", Map.of()),
                        System.currentTimeMillis());
                stream.flush();
                stream.awaitProcessed("model", images);
            }
            assertThat(stream.read(stream.config.topics().imageClassifications()))
                    .singleElement()
                    .satisfies(record -> assertThat(stream.value(record, ClassificationEvent.class)
                                    .getLineage()
                                    .getModelDigest())
                            .isEqualTo("other-digest"));
            stream.start(other, other).close();
        }
    }

    @Test
    void shouldRefuseARegistryThatDoesNotTakeTheOutputs() throws Exception {
        try (LocalRegistry registry = LocalRegistry.start()) {
            try (Stream stream = new Stream("path", Map.of("schema.registry.url", registry.url() + "/wrong"))) {
                assertRefused(
                        stream,
                        "topic path.label-set-embeddings: expected the schema registry to take"
                                + " io.alignstreams.schemas.LabelSetEmbeddings, found: expected a schema registry's"
                                + " error_code 404xx, found none; check host and path of schema.registry.url: the schema"
                                + " registry at " + registry.url() + "/wrong answered 404 when asked to register"
                                + " io.alignstreams.schemas.LabelSetEmbeddings");
            }
            Map<String, String> lookUp =
                    Map.of("schema.registry.url", registry.url(), "auto.register.schemas", "false");
            try (Stream stream = new Stream("rights", lookUp)) {
                assertRefused(
                        stream,
                        "topic rights.label-set-embeddings: expected the schema registry to take"
                                + " io.alignstreams.schemas.LabelSetEmbeddings, found: ");
            }
        }
    }

    @Test
    void shouldNotWaitForLabelSetsThatWereRemoved() throws Exception {
        try (Stream stream = new Stream("removed", Map.of())) {
            String labelSets = stream.config.topics().labelSets();
            stream.send(labelSets, "set", LabelSets.of("a"), System.currentTimeMillis());
            stream.flush();
            // Brokers delete records of topics that are not only compacted.
            set(stream, labelSets, "cleanup.policy", "delete");
            Map<TopicPartition, RecordsToDelete> all =
                    Map.of(new TopicPartition(labelSets, 0), RecordsToDelete.beforeOffset(1));
            await().atMost(Stream.SOON)
                    .ignoreExceptions()
                    .until(() -> stream.cluster.admin().deleteRecords(all).all().get() == null);
            set(stream, labelSets, "cleanup.policy", "compact");
            await().atMost(Stream.SOON)
                    .until(() -> setting(stream, labelSets, "cleanup.policy").equals("compact"));

            assertStarts(stream);
        }
    }

    @Test
    void shouldNotWaitForLabelSetsThatWereTakenBack() throws Exception {
        try (Stream stream = new Stream("aborted", Map.of())) {
            String labelSets = stream.config.topics().labelSets();
            byte[] labelSet = stream.bytes(labelSets, LabelSets.of("a"));
            stream.send(labelSets, "set", labelSet, System.currentTimeMillis());
            stream.flush();
            assertStarts(stream);
            Map<String, Object> transactional = Map.of(
                    "bootstrap.servers", LocalServers.bootstrapServers(), "transactional.id", "aborted-by-a-test");
            try (KafkaProducer<byte[], byte[]> producer =
                    new KafkaProducer<>(transactional, new ByteArraySerializer(), new ByteArraySerializer())) {
                producer.initTransactions();
                producer.beginTransaction();
                producer.send(new ProducerRecord<>(labelSets, new byte[] {1}, labelSet))
                        .get();
                producer.abortTransaction();
            }

            assertStarts(stream);
            assertThat(stream.read(stream.config.topics().labelSetEmbeddings())).hasSize(4);
        }
    }

    private void assertStarts(Stream stream) {
        CompletableFuture<Void> started = CompletableFuture.runAsync(() -> {
            try (ScoringApplication application = stream.start(accelerator, accelerator)) {
                assertThat(application.running()).succeedsWithin(Stream.SOON);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(started).succeedsWithin(Stream.SOON);
    }

    @Test
    void shouldEndCleanlyWhenItIsClosedBeforeItStarts() throws Exception {
        try (Stream stream = new Stream("early", Map.of())) {
            ScoringApplication application = new ScoringApplication(stream.config, accelerator, accelerator);
            application.close();
            application.start();

            assertThat(application.stopped()).isCompletedWithValue(null);
            assertThat(application.running()).isNotDone();
        }
    }

    @Test
    void shouldEndCleanlyWhenItIsClosedWhileItStarts() throws Exception {
        AtomicReference<ScoringApplication> application = new AtomicReference<>();
        Thread closer = new Thread(() -> application.get().close());
        TextEmbedder closing = new TextEmbedder() {
            @Override
            public ModelIdentity identity() {
                return accelerator.identity();
            }

            @Override
            public List<Embedding> embed(List<String> texts) {
                closer.start();
                await().until(() -> closer.getState() == Thread.State.TIMED_WAITING);
                return accelerator.embed(texts);
            }
        };
        try (Stream stream = new Stream("meanwhile", Map.of())) {
            stream.send(stream.config.topics().labelSets(), "set", LabelSets.of("a"), System.currentTimeMillis());
            stream.flush();
            application.set(new ScoringApplication(stream.config, accelerator, closing));
            application.get().start();

            closer.join();
            assertThat(application.get().stopped()).isCompletedWithValue(null);
            assertThat(application.get().running()).isNotDone();
        }
    }

    @Test
    void shouldStopWithTheFaultWhenTheModelFails() throws Exception {
        SimulatedAccelerator broken = new SimulatedAccelerator(Duration.ZERO, Duration.ZERO, Duration.ZERO) {
            @Override
            public synchronized List<float[]> run(List<RgbImage> prepared) {
                throw new IllegalStateException("the accelerator is gone");
            }
        };
        try (Stream stream = new Stream("broken", Map.of())) {
            String images = stream.config.topics().imageEvents();
            stream.send(
                    images,
                    "image",
                    new ImageEvent(ByteBuffer.wrap(new byte[] {1, 2, 3}), List.of(), "", Map.of()),
                    System.currentTimeMillis());
            stream.flush();
            try (ScoringApplication application = stream.start(broken, broken)) {
                assertThat(application.stopped())
                        .failsWithin(Stream.SOON)
                        .withThrowableThat()
                        .havingRootCause()
                        .withMessage("the accelerator is gone");
            }
            assertThat(stream.read(stream.config.topics().imageEmbeddings())).isEmpty();
            assertThat(stream.read(stream.config.topics().deadLetters())).isEmpty();

            try (ScoringApplication mended = stream.start(accelerator, accelerator)) {
                stream.awaitProcessed("broken", images);
                assertThat(mended.stopped()).isNotDone();
            }
            assertThat(stream.read(stream.config.topics().imageEmbeddings())).hasSize(1);
        }
    }

    private void assertRefused(Stream stream, String message) {
        assertRefusedBy(accelerator, stream, message);
    }

    private static void assertRefusedBy(SimulatedAccelerator accelerator, Stream stream, String message) {
        // What an administrator changes, brokers hear of a moment later.
        await().atMost(Stream.SOON).untilAsserted(() -> assertThatThrownBy(
                        () -> stream.start(accelerator, accelerator).close())
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith(message));
    }

    private static String setting(Stream stream, String topic, String key) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return stream.cluster
                .admin()
                .describeConfigs(List.of(resource))
                .all()
                .get()
                .get(resource)
                .get(key)
                .value();
    }

    private static void set(Stream stream, String topic, String key, String value) throws Exception {
        Collection<AlterConfigOp> change =
                List.of(new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET));
        stream.cluster
                .admin()
                .incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), change))
                .all()
                .get();
    }
}

package io.alignstreams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.alignstreams.align.image.RgbImage;
import io.alignstreams.application.ScoringApplication;
import io.alignstreams.bench.SimulatedAccelerator;
import io.alignstreams.harness.LabelSets;
import io.alignstreams.harness.LocalServers;
import io.alignstreams.harness.Stream;
import io.alignstreams.harness.TopicSettings;
import io.alignstreams.local.LocalRegistry;
import io.alignstreams.schemas.ClassificationEvent;
import io.alignstreams.schemas.ImageEvent;
import io.alignstreams.topology.Embedding;
import io.alignstreams.topology.ModelIdentity;
import io.alignstreams.topology.TextEmbedder;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an application refuses to start on besides topics, and how it starts and stops. */
@ExtendWith(LocalServers.class)
class StartTest {
    private final SimulatedAccelerator accelerator =
            new SimulatedAccelerator(Duration.ZERO, Duration.ZERO, Duration.ZERO);

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

            Refused.assertRefused(
                    stream,
                    other,
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
                        new ImageEvent(ByteBuffer.wrap(new byte[] {1, 2, 3}), List.of("set"), "", Map.of(), ""),
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
                Refused.assertRefused(
                        stream,
                        accelerator,
                        "topic path.label-set-embeddings: expected the schema registry to take"
                                + " io.alignstreams.schemas.LabelSetEmbeddings, found: expected a schema registry's"
                                + " error_code 404xx, found none; check host and path of schema.registry.url: the schema"
                                + " registry at " + registry.url() + "/wrong answered 404 when asked to register"
                                + " io.alignstreams.schemas.LabelSetEmbeddings");
            }
            Map<String, String> lookUp =
                    Map.of("schema.registry.url", registry.url(), "auto.register.schemas", "false");
            try (Stream stream = new Stream("rights", lookUp)) {
                Refused.assertRefused(
                        stream,
                        accelerator,
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
            TopicSettings.set(stream, labelSets, "cleanup.policy", "delete");
            Map<TopicPartition, RecordsToDelete> all =
                    Map.of(new TopicPartition(labelSets, 0), RecordsToDelete.beforeOffset(1));
            await().atMost(Stream.SOON)
                    .ignoreExceptions()
                    .until(() -> stream.cluster.admin().deleteRecords(all).all().get() == null);
            TopicSettings.set(stream, labelSets, "cleanup.policy", "compact");

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
                    new ImageEvent(ByteBuffer.wrap(new byte[] {1, 2, 3}), List.of(), "", Map.of(), ""),
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
}

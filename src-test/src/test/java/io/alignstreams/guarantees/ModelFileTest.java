package io.alignstreams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import io.alignstreams.align.AlignModel;
import io.alignstreams.align.checkpoint.CheckpointImporter;
import io.alignstreams.align.checkpoint.RandomCheckpoint;
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
import io.alignstreams.harness.Stream;
import io.alignstreams.local.LocalRegistry;
import io.alignstreams.schemas.EmbeddingEvent;
import io.alignstreams.schemas.LabelSetEmbeddings;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Scenario 13, the model: its files are missing, truncated or another model's, at start and while images are scored. */
@Scenario
class ModelFileTest {
    private static final int EVENTS = Scale.of(300, 3_000);
    private static final int PER_SECOND = 100;
    private static final String[] LABELS = {"a cat", "a dog", "a weather map"};

    private final Random dice = Scale.dice("model file");

    /** What is done to the weights. */
    private enum Damage {
        OVERWRITTEN,
        TRUNCATED,
        DELETED;

        void doTo(Path model) throws IOException {
            Path weights = model.resolve(AlignModel.WEIGHTS);
            switch (this) {
                case OVERWRITTEN ->
                    Files.write(weights, Files.readAllBytes(otherModel().resolve(AlignModel.WEIGHTS)));
                case TRUNCATED -> {
                    try (RandomAccessFile file = new RandomAccessFile(weights.toFile(), "rw")) {
                        file.setLength(file.length() / 2);
                    }
                }
                case DELETED -> Files.delete(weights);
            }
        }

        String error(Path model) {
            return "align-streams: "
                    + (this == OVERWRITTEN
                            ? model + ": expected files with the digest "
                            : model.resolve(AlignModel.WEIGHTS) + ": expected ");
        }
    }

    @Test
    void shouldNotTouchARecordWithoutTheWholeModel() throws Exception {
        Ledger ledger = new Ledger();
        try (LocalRegistry registry = LocalRegistry.start();
                Stream stream = new Stream("no-model", Faults.settings(registry.url()))) {
            try (Feed feed = Feed.start(stream, ledger, PER_SECOND, dice)) {
                for (Damage damage : Damage.values()) {
                    Path model = copyOfModel("no-model-" + damage);
                    damage.doTo(model);
                    try (Instance instance = Instance.start(stream, Map.of("align.model", model.toString()))) {
                        Cli.Result end = instance.awaitEnd();
                        assertThat(end.status()).isEqualTo(1);
                        Faults.assertOneError(end, damage.error(model));
                    }
                    assertThat(stream.committed(stream.config.applicationId())).isEmpty();
                    assertThat(stream.committed(stream.config.labelsApplicationId()))
                            .isEmpty();
                }
                feed.finish(EVENTS);
            }
            try (Instance instance = Instance.start(stream, Map.of()).awaitRunning()) {
                stream.awaitSettled();
                instance.terminate();
            }
            Account account = ledger.settle(Outcomes.read(stream));
            System.out.println("model file at start: refused " + Damage.values().length + " times, then " + account);
            assertThat(account.faults()).isEmpty();
        }
    }

    @Test
    void shouldGoOnWithTheModelThatItHasLoaded() throws Exception {
        Ledger ledger = new Ledger();
        try (LocalRegistry registry = LocalRegistry.start();
                Stream stream = new Stream("swapped", Faults.settings(registry.url()))) {
            Path model = copyOfModel("swapped");
            try (Feed feed = Feed.start(stream, ledger, PER_SECOND, dice);
                    Instance instance = Instance.start(stream, Map.of("align.model", model.toString()))
                            .awaitRunning()) {
                scoreSome(stream, ledger, "before");
                for (Damage damage : Damage.values()) {
                    damage.doTo(model);
                    scoreSome(stream, ledger, damage.name());
                    assertThat(instance.isAlive()).as(instance.err()).isTrue();
                }
                feed.finish(EVENTS);
                stream.awaitSettled();
                instance.terminate();
            }
            Account account = ledger.settle(Outcomes.read(stream));
            assertThat(account.faults()).isEmpty();
            int pictures = assertOneVectorEach(stream);
            assertOneMatrix(stream);
            System.out.println("model file while running: " + Damage.values().length + " times damaged, " + pictures
                    + " pictures and a label set embedded as before, " + account);
        }
    }

    /** Waits until images and a label set have been embedded that nobody had seen before. */
    private static void scoreSome(Stream stream, Ledger ledger, String labelSet) throws Exception {
        stream.send(stream.config.topics().labelSets(), labelSet, LabelSets.of(LABELS), System.currentTimeMillis());
        stream.flush();
        stream.awaitProcessed(
                stream.config.labelsApplicationId(), stream.config.topics().labelSets());
        int sent = ledger.size();
        Awaitility.await("more images are sent")
                .atMost(Stream.SOON)
                .until(() -> ledger.size() > sent + 2 * Feed.PICTURES);
        Faults.awaitCommitted(stream, "they are scored");
    }

    private static int assertOneVectorEach(Stream stream) {
        Map<String, List<Float>> vectors = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record :
                stream.read(stream.config.topics().imageEmbeddings())) {
            EmbeddingEvent event = stream.value(record, EmbeddingEvent.class);
            vectors.putIfAbsent(event.getLineage().getImageDigest(), event.getEmbedding());
            assertThat(event.getEmbedding())
                    .isEqualTo(vectors.get(event.getLineage().getImageDigest()));
        }
        return vectors.size();
    }

    private static void assertOneMatrix(Stream stream) {
        Set<ByteBuffer> matrices = new TreeSet<>();
        Set<String> ids = new TreeSet<>();
        for (ConsumerRecord<byte[], byte[]> record :
                stream.read(stream.config.topics().labelSetEmbeddings())) {
            LabelSetEmbeddings event = stream.value(record, LabelSetEmbeddings.class);
            if (event.getLabelSet().getGroups().get(0).getLabels().size() == LABELS.length) {
                ids.add(Stream.key(record));
                matrices.add(event.getMatrix());
            }
        }
        assertThat(ids).hasSize(1 + Damage.values().length);
        assertThat(matrices).hasSize(1);
    }

    private static Path copyOfModel(String name) throws IOException {
        Path copy = LocalServers.directory("model-" + name);
        try (var files = Files.list(LocalServers.model())) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        return copy;
    }

    /** A model of the same shapes, and so of the same sizes. */
    private static Path otherModel() throws IOException {
        Path other = LocalServers.directory("other").resolve("model");
        if (!Files.exists(other)) {
            Path checkpoint = LocalServers.directory("other").resolve("checkpoint");
            RandomCheckpoint.like(RandomCheckpoint.Like.TINY, 8).write(checkpoint, step -> {});
            new CheckpointImporter(checkpoint, step -> {}).importInto(other, "other-tiny");
        }
        return other;
    }
}

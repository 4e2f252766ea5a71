package io.alignstreams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import io.alignstreams.application.ScoringApplication;
import io.alignstreams.bench.SimulatedAccelerator;
import io.alignstreams.harness.Account;
import io.alignstreams.harness.LabelSets;
import io.alignstreams.harness.Ledger;
import io.alignstreams.harness.Outcomes;
import io.alignstreams.harness.Position;
import io.alignstreams.harness.Scenario;
import io.alignstreams.harness.Stream;
import io.alignstreams.schemas.Emit;
import io.alignstreams.schemas.GroupType;
import io.alignstreams.schemas.ImageEvent;
import io.alignstreams.schemas.Label;
import io.alignstreams.schemas.LabelGroup;
import io.alignstreams.schemas.LabelSet;
import io.alignstreams.schemas.LabelSetEmbeddings;
import io.alignstreams.topology.DeadLetters;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Scenario 11: records that grow by a byte, through every limit that a record meets. What was compressed may be larger than
 * its topic's limit once it is read.
 */
@Scenario
class SizeLimitTest {
    private static final int INPUT_BYTES = 16_384;
    private static final int OUTPUT_BYTES = 4_096;
    private static final int EMBEDDINGS_BYTES = 8_192;
    private static final int CHANGELOG_BYTES = EMBEDDINGS_BYTES + 1_024;
    private static final int DEAD_LETTER_BYTES = INPUT_BYTES + 65_536;
    private static final String LABEL_SET = "things";
    private static final String EMBEDDED = Outcomes.embedded();
    private static final String CLASSIFIED = Outcomes.classified(LABEL_SET, 0);

    private final SimulatedAccelerator accelerator =
            new SimulatedAccelerator(Duration.ZERO, Duration.ZERO, Duration.ZERO);
    private final Ledger images = new Ledger();
    private final Ledger labelSets = new Ledger();
    private final Ledger embeddings = new Ledger();
    private Stream stream;
    private KafkaProducer<byte[], byte[]> zipping;
    private ScoringApplication application;

    private void start(String name, Map<String, Integer> limits) throws Exception {
        Map<String, String> settings = new HashMap<>(Map.of(
                "align.image.event.bytes.max", String.valueOf(INPUT_BYTES),
                "align.label.set.bytes.max", String.valueOf(INPUT_BYTES)));
        limits.forEach((key, bytes) -> settings.put(key, String.valueOf(bytes)));
        stream = new Stream(name, settings);
        Map<String, Object> zip = Map.of(
                "bootstrap.servers", stream.config.originals().get("bootstrap.servers"), "compression.type", "gzip");
        zipping = new KafkaProducer<>(zip, new ByteArraySerializer(), new ByteArraySerializer());
        stream.send(
                stream.config.topics().labelSets(),
                LABEL_SET,
                LabelSets.of("a cat", "a dog", "a tree", "a house", "a car"),
                System.currentTimeMillis() - 1_000);
        stream.flush();
        application = stream.start(accelerator, accelerator);
    }

    @AfterEach
    void stop() {
        application.close();
        zipping.close();
        stream.close();
    }

    @Test
    void shouldGiveAnOutcomeToWhateverTheBrokerTakes() throws Exception {
        start("sizes-in", Map.of());
        String imageEvents = stream.config.topics().imageEvents();
        Sweep good = Sweep.throughTheDoor(
                "image events",
                120,
                number -> stream.offer(record(imageEvents, "good", image(INPUT_BYTES - 160 + number, "", LABEL_SET))));
        good.promise(images, 0, good.size(), EMBEDDED, CLASSIFIED);
        Sweep bad = Sweep.throughTheDoor(
                "bad image events",
                120,
                number -> stream.offer(record(imageEvents, "bad", text(INPUT_BYTES - 140 + number))));
        bad.promise(images, 0, bad.size(), Outcomes.refused("NOT_AVRO"));
        String topic = stream.config.topics().labelSets();
        Sweep badSets = Sweep.throughTheDoor(
                "bad label sets",
                120,
                number -> stream.offer(record(topic, LABEL_SET, text(INPUT_BYTES - 140 + number))));
        badSets.promise(labelSets, 0, badSets.size(), Outcomes.refused("NOT_AVRO", LABEL_SET));
        Sweep goodSets = Sweep.throughTheDoor(
                "label sets",
                120,
                number -> stream.offer(
                        record(topic, id(number), stream.bytes(topic, labelSet(INPUT_BYTES - 200 + number)))));
        promiseLabelSets(goodSets, goodSets.size());
        settle("what goes in", imageEvents, topic);
    }

    @Test
    void shouldRefuseWhatWouldNotFitTheOutputs() throws Exception {
        start("sizes-out", Map.of("align.output.bytes.max", OUTPUT_BYTES));
        Sweep sweep = Sweep.send(
                "sources",
                250,
                number -> stream.offer(record(
                        stream.config.topics().imageEvents(),
                        "image",
                        image(3, "s".repeat(OUTPUT_BYTES - 550 + number), LABEL_SET))));
        stream.awaitSettled();
        Map<Position, List<String>> found = Outcomes.read(stream).byPosition();
        int classified = sweep.fitting(position -> found.get(position).contains(CLASSIFIED));
        int embedded = sweep.fitting(position -> found.get(position).contains(EMBEDDED));
        sweep.promise(images, 0, classified, EMBEDDED, CLASSIFIED);
        sweep.promise(images, classified, embedded, EMBEDDED, Outcomes.refused("OUTPUT_TOO_LARGE", LABEL_SET));
        sweep.promise(images, embedded, sweep.size(), Outcomes.refused("OUTPUT_TOO_LARGE"));
        settle(
                "what comes out",
                stream.config.topics().imageClassifications(),
                stream.config.topics().imageEmbeddings());
    }

    @Test
    void shouldRefuseLabelSetsWhoseEmbeddingsWouldNotFit() throws Exception {
        start("sizes-labels", Map.of("align.label.set.embeddings.bytes.max", EMBEDDINGS_BYTES));
        String topic = stream.config.topics().labelSets();
        Sweep sets = Sweep.send(
                "label sets",
                100,
                number -> stream.offer(
                        record(topic, id(number), stream.bytes(topic, labelSet(EMBEDDINGS_BYTES - 430 + number)))));
        stream.awaitProcessed(stream.config.labelsApplicationId(), topic);
        int fitting = sets.fitting(isNotRefused(topic));
        promiseLabelSets(sets, fitting);

        String between = stream.config.topics().labelSetEmbeddings();
        Sweep versions = Sweep.send(
                "versions",
                100,
                number -> zipping.send(
                        record(between, "version", stream.bytes(between, version(CHANGELOG_BYTES - 390 + number)))));
        stream.awaitProcessed(stream.config.applicationId(), between);
        stream.awaitSettled();
        int stored = versions.fitting(isNotRefused(between));
        versions.promise(embeddings, 0, stored);
        versions.promise(embeddings, stored, versions.size(), Outcomes.refused("LABEL_SET_TOO_LARGE", "version"));
        settle("what is between the applications", between, stream.config.applicationId() + "-label-sets-changelog");
    }

    @Test
    void shouldWriteDeadLettersThatFit() throws Exception {
        start("sizes-dead", Map.of());
        String topic = stream.config.topics().imageEvents();
        int first = DEAD_LETTER_BYTES - 1_230;
        Sweep values = Sweep.send("values", 200, number -> zipping.send(record(topic, "value", text(first + number))));
        Sweep headers = Sweep.send("headers", 200, number -> {
            ProducerRecord<byte[], byte[]> record = record(topic, "header", text(100));
            record.headers().add("large", text(first - 100 + number));
            return zipping.send(record);
        });
        Sweep keys =
                Sweep.send("keys", 200, number -> zipping.send(record(topic, "k".repeat(first + number), text(100))));
        for (Sweep sweep : List.of(values, headers, keys)) {
            sweep.promise(images, 0, sweep.size(), Outcomes.refused("NOT_AVRO"));
        }
        stream.awaitSettled();
        Set<Position> full = deadLetters(record -> "full".equals(Stream.header(record, DeadLetters.HEADER_PAYLOAD)));
        Set<Position> whole = deadLetters(record -> Stream.header(record, DeadLetters.HEADER_SHORTENED) == null);
        assertThat(values.fitting(full::contains)).isPositive();
        assertThat(headers.fitting(whole::contains)).isPositive();
        assertThat(keys.fitting(whole::contains)).isPositive();
        settle("dead letters", stream.config.topics().deadLetters());
    }

    /** Sets that were embedded score images from then on; the others there are not. */
    private void promiseLabelSets(Sweep sets, int fitting) throws Exception {
        sets.promise(labelSets, 0, fitting);
        stream.awaitProcessed(
                stream.config.labelsApplicationId(), stream.config.topics().labelSets());
        for (int number = 0; number < sets.size(); number++) {
            String id = id(number);
            boolean fits = number < fitting;
            if (!fits) {
                sets.promise(labelSets, number, number + 1, Outcomes.refused("LABEL_SET_TOO_LARGE", id));
            }
            images.promise(
                    id,
                    stream.offer(record(stream.config.topics().imageEvents(), id, image(3, "", id))),
                    EMBEDDED,
                    fits
                            ? Outcomes.classified(id, sets.position(number).offset())
                            : Outcomes.refused("LABEL_SET_UNKNOWN", id));
        }
    }

    /** Closes the books, and sees that an instance without a state directory starts on what was written. */
    private void settle(String what, String... topics) throws Exception {
        stream.awaitSettled();
        assertThat(application.stopped()).isNotDone();
        application.close();
        application = new ScoringApplication(stream.configWith("empty"), accelerator, accelerator);
        application.start();
        images.promise(
                "last",
                stream.offer(record(stream.config.topics().imageEvents(), "last", image(3, "", LABEL_SET))),
                EMBEDDED,
                CLASSIFIED);
        stream.awaitSettled();
        assertThat(application.stopped()).isNotDone();
        Account ofImages = images.settle(Outcomes.read(stream));
        Account ofLabelSets = labelSets.settle(
                Outcomes.refusals(stream, stream.config.topics().labelSets()));
        Account ofEmbeddings = embeddings.settle(
                Outcomes.refusals(stream, stream.config.topics().labelSetEmbeddings()));
        System.out.println("sizes of " + what + ": at most " + largest(topics) + "; " + ofImages + "; of label sets "
                + ofLabelSets + "; of versions " + ofEmbeddings);
        assertThat(ofImages.faults()).isEmpty();
        assertThat(ofLabelSets.faults()).isEmpty();
        assertThat(ofEmbeddings.faults()).isEmpty();
    }

    private String largest(String... topics) {
        return Arrays.stream(topics)
                .map(topic -> stream.read(topic).stream()
                                .mapToInt(SizeLimitTest::bytes)
                                .max()
                                .orElseThrow()
                        + " bytes in " + topic)
                .collect(Collectors.joining(", "));
    }

    /** Of key, value and headers, without what is around them. */
    private static int bytes(ConsumerRecord<byte[], byte[]> record) {
        int size = Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
        for (Header header : record.headers()) {
            size += header.key().length() + header.value().length;
        }
        return size;
    }

    private Predicate<Position> isNotRefused(String topic) {
        Map<Position, List<String>> refused = Outcomes.refusals(stream, topic).byPosition();
        return position -> !refused.containsKey(position);
    }

    private Set<Position> deadLetters(Predicate<ConsumerRecord<byte[], byte[]>> which) {
        return stream.read(stream.config.topics().deadLetters()).stream()
                .filter(which)
                .map(Position::ofSource)
                .collect(Collectors.toSet());
    }

    private static ProducerRecord<byte[], byte[]> record(String topic, String key, byte[] value) {
        return new ProducerRecord<>(topic, 0, key.getBytes(StandardCharsets.UTF_8), value);
    }

    private byte[] image(int bytes, String source, String labelSet) {
        return stream.bytes(
                stream.config.topics().imageEvents(),
                new ImageEvent(ByteBuffer.allocate(bytes), List.of(labelSet), source, Map.of(), ""));
    }

    private static byte[] text(int bytes) {
        return "v".repeat(bytes).getBytes(StandardCharsets.UTF_8);
    }

    private static String id(int number) {
        return "set-%04d".formatted(number);
    }

    private static LabelSet labelSet(int promptCharacters) {
        Label label = Label.newBuilder()
                .setName("a cat")
                .setPrompts(List.of("p".repeat(promptCharacters)))
                .setAction("allow")
                .build();
        LabelGroup group = new LabelGroup("things", GroupType.EXCLUSIVE, List.of(), List.of(label));
        return new LabelSet(List.of(group), Emit.ALL, 1);
    }

    private LabelSetEmbeddings version(int promptCharacters) {
        int dimension = accelerator.identity().dimension();
        return LabelSetEmbeddings.newBuilder()
                .setLabelSet(labelSet(promptCharacters))
                .setModelDigest(accelerator.identity().modelDigest())
                .setTemperature(1)
                .setDimension(dimension)
                .setMatrix(ByteBuffer.allocate(dimension * Float.BYTES))
                .build();
    }
}

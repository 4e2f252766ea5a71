package io.alignstreams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import io.alignstreams.align.image.DecodingLimits;
import io.alignstreams.align.image.ExifOrientation;
import io.alignstreams.application.ScoringApplication;
import io.alignstreams.config.Topics;
import io.alignstreams.embedding.AlignTowers;
import io.alignstreams.harness.LabelSets;
import io.alignstreams.harness.LocalServers;
import io.alignstreams.harness.Pictures;
import io.alignstreams.harness.Stream;
import io.alignstreams.schemas.ClassificationEvent;
import io.alignstreams.schemas.EmbeddingEvent;
import io.alignstreams.schemas.ImageEvent;
import io.alignstreams.schemas.Label;
import io.alignstreams.schemas.LabelSet;
import io.alignstreams.schemas.NamedLabelSet;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * 2,000 images and three versions of a label set through a real broker and a real, tiny ALIGN, with every kind of bad input
 * among them. Each id has the outcomes it was promised and no others.
 */
@ExtendWith(LocalServers.class)
class EveryIdAccountedTest {
    private static final int IMAGES = 2_000;
    private static final int VERSIONS = 3;
    private static final long VERSION_MS = 600_000;
    private static final long SEED = 20_261_124;

    /** Outcomes of an id, such as {@code classified things@2}, sorted. */
    private final Map<String, List<String>> expected = new TreeMap<>();

    private final Random random = new Random(SEED);
    private final long start = System.currentTimeMillis() - VERSIONS * VERSION_MS;
    private final byte[] bomb = Pictures.blackPng(30_000, 30_000);

    @Test
    void shouldGiveEveryIdItsOutcomes() throws Exception {
        System.out.println("seed " + SEED + ", a 30,000 x 30,000 PNG of " + bomb.length + " bytes");
        try (Stream stream =
                        new Stream("accounted", Map.of("align.labels.max", "50", "align.history.ms", "604800000"));
                AlignTowers towers =
                        AlignTowers.load(LocalServers.model(), ExifOrientation.APPLY, DecodingLimits.DEFAULT)) {
            Topics topics = stream.config.topics();
            stream.send(topics.labelSets(), "steady", LabelSets.of("a tree", "a house"), start);
            ScoringApplication application = stream.start(towers, towers);
            try {
                for (int version = 0; version < VERSIONS; version++) {
                    applyLabelSets(stream, version);
                    sendImages(stream, version);
                    stream.awaitProcessed("accounted", topics.imageEvents());
                }
            } finally {
                application.close();
            }
            assertThat(application.stopped()).isCompletedWithValue(null);
            assertThat(outcomes(stream)).isEqualTo(expected);
            assertLabelSetsRefused(stream);
        }
    }

    /** A good version, and before and after it all that is refused. */
    private void applyLabelSets(Stream stream, int version) throws Exception {
        Topics topics = stream.config.topics();
        long time = start + version * VERSION_MS;
        String[] tooMany = IntStream.range(0, 51).mapToObj(i -> "label " + i).toArray(String[]::new);
        LabelSet emptyPrompt = LabelSets.of("a dog");
        Label label = emptyPrompt.getGroups().get(0).getLabels().get(0);
        emptyPrompt
                .getGroups()
                .get(0)
                .put(
                        "labels",
                        List.of(Label.newBuilder(label).setPrompts(List.of("")).build()));

        stream.send(topics.labelSets(), "things", LabelSets.of(), time);
        stream.send(topics.labelSets(), "things", emptyPrompt, time);
        stream.send(topics.labelSets(), "things", LabelSets.of("a cat", "version " + version), time);
        stream.send(topics.labelSets(), "things", LabelSets.of(tooMany), time + 1);
        stream.send(topics.labelSets(), "things", "no avro".getBytes(StandardCharsets.UTF_8), time + 1);
        stream.flush();
        stream.awaitProcessed("accounted-labels", topics.labelSets());
        stream.awaitProcessed("accounted", topics.labelSetEmbeddings());
    }

    /** Of the good label set in label-sets, and so its version. A null key the broker itself refuses there. */
    private static long offset(int version) {
        return 3 + 5L * version;
    }

    private void assertLabelSetsRefused(Stream stream) {
        List<String> refused = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> dead :
                stream.read(stream.config.topics().deadLetters())) {
            if (stream.config.topics().labelSets().equals(Stream.header(dead, "__streams.errors.topic"))) {
                refused.add(Stream.header(dead, "align.code") + " " + Stream.header(dead, "align.label.set"));
            }
        }
        List<String> each = List.of(
                "LABEL_SET_INVALID things",
                "LABEL_SET_INVALID things",
                "LABEL_SET_TOO_LARGE things",
                "NOT_AVRO things");
        assertThat(refused)
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, VERSIONS)
                        .boxed()
                        .flatMap(i -> each.stream())
                        .toList());
    }

    private void sendImages(Stream stream, int version) throws Exception {
        int first = version * IMAGES / VERSIONS;
        int last = (version + 1) * IMAGES / VERSIONS;
        for (int i = first; i < last; i++) {
            // Images of the new version's time, of the one before, and some older than both.
            long time = start + version * VERSION_MS + (long) i % 5 * 1_000;
            sendImage(stream, i, version, time);
        }
        stream.flush();
    }

    private void sendImage(Stream stream, int i, int version, long time) {
        String topic = stream.config.topics().imageEvents();
        String id = "image-" + i;
        byte[] jpeg = Pictures.jpeg(random);
        String now = "classified things@" + offset(version);
        switch (i % 20) {
            case 1 -> {
                stream.send(topic, id, image(Arrays.copyOf(jpeg, jpeg.length / 2), "things"), time);
                expected.put(id, List.of("refused IMAGE_UNDECODABLE null"));
            }
            case 2 -> {
                stream.send(topic, id, image(new byte[0], "things"), time);
                expected.put(id, List.of("refused IMAGE_EMPTY null"));
            }
            case 3 -> {
                stream.send(topic, id, image(bomb, "things"), time);
                expected.put(id, List.of("refused IMAGE_TOO_LARGE null"));
            }
            case 4 -> {
                stream.send(topic, id, (byte[]) null, time);
                expected.put(id, List.of("refused VALUE_NULL null"));
            }
            case 5 -> {
                stream.send(topic, null, image(jpeg, "things"), time);
                expected.computeIfAbsent("null", key -> new ArrayList<>()).add("refused KEY_NULL null");
            }
            case 6 -> {
                stream.send(topic, id, "these bytes are no Avro".getBytes(StandardCharsets.UTF_8), time);
                expected.put(id, List.of("refused NOT_AVRO null"));
            }
            case 7 -> {
                stream.send(topic, id, new byte[] {0, 0, 0, 3, 77, 1, 2, 3}, time);
                expected.put(id, List.of("refused SCHEMA_UNKNOWN null"));
            }
            case 8 -> {
                stream.send(topic, id, image(jpeg, "things", "nobody knows", "steady"), time);
                expected.put(
                        id, List.of("classified steady@0", now, "embedded", "refused LABEL_SET_UNKNOWN nobody knows"));
            }
            case 9 -> {
                stream.send(topic, id, image(jpeg, "things"), System.currentTimeMillis() + 1_800_000);
                expected.put(id, List.of("refused BAD_TIMESTAMP null"));
            }
            case 10 -> {
                stream.send(topic, id, image("GIF97x is no format".getBytes(StandardCharsets.UTF_8)), time);
                expected.put(id, List.of("refused IMAGE_FORMAT null"));
            }
            case 11 -> {
                stream.send(topic, id, image(jpeg), time);
                expected.put(id, List.of("embedded"));
            }
            case 12 -> {
                // Before the version now in force: the one before, or the current one if there was none.
                stream.send(topic, id, image(jpeg, "things", "things"), start + version * VERSION_MS - 1);
                int before = version == 0 ? 0 : version - 1;
                expected.put(id, List.of("classified things@" + offset(before), "embedded"));
            }
            default -> {
                stream.send(topic, id, image(jpeg, "things"), time);
                expected.put(id, List.of(now, "embedded"));
            }
        }
    }

    private static ImageEvent image(byte[] bytes, String... labelSets) {
        return new ImageEvent(ByteBuffer.wrap(bytes), List.of(labelSets), "", Map.of(), "");
    }

    private Map<String, List<String>> outcomes(Stream stream) {
        Topics topics = stream.config.topics();
        Map<String, List<String>> found = new TreeMap<>();
        for (ConsumerRecord<byte[], byte[]> record : stream.read(topics.imageClassifications())) {
            ClassificationEvent event = stream.value(record, ClassificationEvent.class);
            add(found, record, "classified " + event.getLabelSet() + "@" + event.getLabelSetVersion());
        }
        for (ConsumerRecord<byte[], byte[]> record : stream.read(topics.imageEmbeddings())) {
            EmbeddingEvent event = stream.value(record, EmbeddingEvent.class);
            add(found, record, "embedded");
            assertThat(event.getLabelSets()).extracting(NamedLabelSet::getId).doesNotHaveDuplicates();
        }
        for (ConsumerRecord<byte[], byte[]> record : stream.read(topics.deadLetters())) {
            if (topics.imageEvents().equals(Stream.header(record, "__streams.errors.topic"))) {
                add(
                        found,
                        record,
                        "refused " + Stream.header(record, "align.code") + " "
                                + Stream.header(record, "align.label.set"));
            }
        }
        found.values().forEach(outcomes -> outcomes.sort(null));
        return found;
    }

    private static void add(Map<String, List<String>> found, ConsumerRecord<byte[], byte[]> record, String outcome) {
        found.computeIfAbsent(String.valueOf(Stream.key(record)), key -> new ArrayList<>())
                .add(outcome);
    }
}

package io.alignstreams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import io.alignstreams.application.ScoringApplication;
import io.alignstreams.bench.SimulatedAccelerator;
import io.alignstreams.config.Topics;
import io.alignstreams.harness.LabelSets;
import io.alignstreams.harness.Scale;
import io.alignstreams.harness.Scenario;
import io.alignstreams.harness.Stream;
import io.alignstreams.schemas.ClassificationEvent;
import io.alignstreams.schemas.ImageEvent;
import io.alignstreams.schemas.Resolution;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Scenario 15: an application that starts on full topics, with a text tower slower than all images together, misses no join. */
@Scenario
class ColdStartTest {
    private static final int IMAGES = Scale.of(80, 400);
    private static final int LABEL_SETS = 5;
    private static final int STARTS = Scale.of(3, 50);
    private static final Duration FAST = Duration.ofMillis(1);
    private static final Duration SLOW = Duration.ofMillis(300);

    private static int started;
    private static int joined;

    @ParameterizedTest
    @MethodSource("starts")
    void shouldMakeEveryDueJoin(int number) throws Exception {
        long start = System.currentTimeMillis() - 60_000;
        Map<String, List<String>> expected = new TreeMap<>();
        try (Stream stream = new Stream("cold-" + number, Map.of())) {
            Topics topics = stream.config.topics();
            for (int set = 0; set < LABEL_SETS; set++) {
                stream.send(topics.labelSets(), "set-" + set, LabelSets.of("old"), start + set);
                stream.send(topics.labelSets(), "set-" + set, LabelSets.of("new"), start + 1_000 + set);
            }
            stream.flush();
            for (int i = 0; i < IMAGES; i++) {
                int set = i % LABEL_SETS;
                // Every other image happens in the very millisecond of the version that it is due to be joined with.
                long time = start + (i < IMAGES / 2 ? 0 : 1_000) + set + (i % 2 == 0 ? 0 : 500);
                ImageEvent image = new ImageEvent(
                        ByteBuffer.wrap(new byte[] {(byte) i, 1, 2}), List.of("set-" + set), "", Map.of(), "");
                stream.send(topics.imageEvents(), "image-" + i, image, time);
                long version = 2L * set + (i < IMAGES / 2 ? 0 : 1);
                expected.put("image-" + i, List.of("set-" + set + "@" + version + " " + Resolution.EVENT_TIME));
            }
            stream.flush();

            SimulatedAccelerator accelerator = new SimulatedAccelerator(FAST, FAST, SLOW);
            try (ScoringApplication application = stream.start(accelerator, accelerator)) {
                stream.awaitProcessed(stream.config.applicationId(), topics.imageEvents());
                assertThat(application.stopped()).isNotDone();
            }
            assertThat(classified(stream)).isEqualTo(expected);
            assertThat(stream.read(topics.deadLetters())).isEmpty();
            started++;
            joined += expected.size();
        }
    }

    static IntStream starts() {
        return IntStream.range(0, STARTS);
    }

    @AfterAll
    static void report() {
        System.out.println("cold start: " + started + " of " + STARTS + " starts, " + joined + " due joins made, "
                + 2 * LABEL_SETS + " label sets of " + SLOW.toMillis() + " ms each");
    }

    private static Map<String, List<String>> classified(Stream stream) {
        Map<String, List<String>> found = new TreeMap<>();
        for (ConsumerRecord<byte[], byte[]> record :
                stream.read(stream.config.topics().imageClassifications())) {
            ClassificationEvent event = stream.value(record, ClassificationEvent.class);
            found.computeIfAbsent(Stream.key(record), key -> new ArrayList<>())
                    .add(event.getLabelSet() + "@" + event.getLabelSetVersion() + " " + event.getResolution());
        }
        return found;
    }
}

package io.alignstreams.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.alignstreams.config.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JudgeTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final long BEFORE = NOW.toEpochMilli() - 5_000;
    private static final int LARGEST = 2_000;

    private final Topics topics = Topics.withPrefix("shop.");
    private final Map<String, Input> inputs = Map.of(
            topics.imageEvents(),
            new Input(topics.imageEvents(), 4, LARGEST, true, true, 60_000, 10_000),
            topics.labelSets(),
            new Input(topics.labelSets(), 1, LARGEST, false, true, 60_000, 10_000));
    private final Judge judge = new Judge(
            topics,
            inputs,
            (partition, key) -> new String(key, StandardCharsets.UTF_8).equals("published") ? 8 : 7,
            Clock.fixed(NOW, ZoneOffset.UTC));

    private final Map<String, String> headers = new HashMap<>(Map.of(
            "align.code", "IMAGE_TOO_LARGE",
            "align.message", "expected less",
            "align.timestamp", String.valueOf(BEFORE),
            "align.payload", "full",
            "__streams.errors.topic", topics.imageEvents(),
            "__streams.errors.partition", "2",
            "__streams.errors.offset", "7",
            "__streams.errors.message", "IMAGE_TOO_LARGE: expected less"));

    @Test
    void shouldMakeTheRecordThatItWas() {
        headers.put("trace", "7");
        headers.put("align.replayed.from", "shop.dead-letters-0@1");
        headers.put("align.mine", "of the user");

        ProducerRecord<byte[], byte[]> record = replayed("image", new byte[] {1, 2});
        assertThat(record.topic()).isEqualTo("shop.image-events");
        assertThat(record.partition()).isEqualTo(2);
        assertThat(record.timestamp()).isEqualTo(BEFORE);
        assertThat(record.key()).isEqualTo("image".getBytes(StandardCharsets.UTF_8));
        assertThat(record.value()).isEqualTo(new byte[] {1, 2});
        assertThat(texts(record.headers()))
                .containsOnly(
                        Map.entry("trace", "7"),
                        Map.entry("align.mine", "of the user"),
                        Map.entry("align.replayed.from", "shop.dead-letters-3@17"));
        assertThat(record.headers()).hasSize(3);
    }

    @Test
    void shouldNameTheLabelSetThatAloneIsToBeScored() {
        headers.put("align.label.set", "things");
        assertThat(texts(replayed("image", new byte[1]).headers())).containsEntry("align.label.set", "things");

        headers.put("__streams.errors.topic", topics.labelSets());
        assertThat(texts(replayed("things", new byte[1]).headers())).containsOnlyKeys("align.replayed.from");
    }

    @Test
    void shouldTakeARecordWithoutKeyOrValue() {
        assertThat(replayed(null, null).value()).isNull();
    }

    @Test
    void shouldLeaveThePartitionToTheProducerIfTheTopicHasNoSuchOne() {
        headers.put("__streams.errors.partition", "4");
        assertThat(replayed("image", new byte[1]).partition()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "missing",
            value = {
                "align.timestamp, missing, NO_DEAD_LETTER",
                "__streams.errors.offset, x, NO_DEAD_LETTER",
                "__streams.errors.topic, shop.label-set-embeddings, NO_INPUT",
                "__streams.errors.topic, image-events, NO_INPUT",
                "align.payload, digest, NOT_KEPT",
                "align.payload, missing, NOT_KEPT",
                "align.shortened, headers, NOT_KEPT",
                "align.timestamp, -7, NOT_TAKEN",
                "align.timestamp, 1780315139999, TIMESTAMP",
                "align.timestamp, 1780315210001, TIMESTAMP"
            })
    void shouldRefuseWhatCannotGoBack(String header, @Nullable String value, Obstacle obstacle) {
        headers.remove(header);
        if (value != null) {
            headers.put(header, value);
        }
        assertRefused(obstacle, "image", new byte[1]);
    }

    @Test
    void shouldRefuseALabelSetWhoseNameWasCut() {
        headers.put("align.label.set", "集".repeat(2_000) + "…");
        assertRefused(Obstacle.NOT_KEPT, "image", new byte[1]);
    }

    @Test
    void shouldRefuseALabelSetThatWasPublishedAgain() {
        headers.put("__streams.errors.topic", topics.labelSets());
        assertRefused(Obstacle.SUPERSEDED, "published", new byte[1]);
        assertRefused(Obstacle.NOT_TAKEN, null, new byte[1]);
    }

    @Test
    void shouldRefuseWhatWouldNotFit() {
        assertThat(replayed("image", new byte[LARGEST - 300]).value()).hasSize(LARGEST - 300);
        assertRefused(Obstacle.TOO_LARGE, "image", new byte[LARGEST]);
    }

    private ProducerRecord<byte[], byte[]> replayed(@Nullable String key, byte @Nullable [] value) {
        Verdict verdict = judge.judge(dead(key, value));
        assertThat(verdict).isInstanceOf(Verdict.Replayed.class);
        return ((Verdict.Replayed) verdict).record();
    }

    private void assertRefused(Obstacle obstacle, @Nullable String key, byte[] value) {
        Verdict verdict = judge.judge(dead(key, value));
        assertThat(verdict).isInstanceOf(Verdict.Refused.class);
        assertThat(((Verdict.Refused) verdict).obstacle()).isEqualTo(obstacle);
        assertThat(((Verdict.Refused) verdict).message())
                .startsWith("expected ")
                .contains(", found ");
    }

    private ConsumerRecord<byte[], byte[]> dead(@Nullable String key, byte @Nullable [] value) {
        Headers all = new RecordHeaders();
        headers.forEach((name, text) -> all.add(name, text.getBytes(StandardCharsets.UTF_8)));
        return new ConsumerRecord<>(
                "shop.dead-letters",
                3,
                17,
                NOW.toEpochMilli(),
                TimestampType.CREATE_TIME,
                -1,
                -1,
                key == null ? null : key.getBytes(StandardCharsets.UTF_8),
                value,
                all,
                Optional.empty());
    }

    private static Map<String, String> texts(Headers headers) {
        return StreamSupport.stream(headers.spliterator(), false)
                .collect(Collectors.toMap(Header::key, header -> new String(header.value(), StandardCharsets.UTF_8)));
    }
}

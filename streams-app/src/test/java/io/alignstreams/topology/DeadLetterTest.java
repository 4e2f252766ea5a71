package io.alignstreams.topology;

import static io.alignstreams.topology.Events.image;
import static io.alignstreams.topology.Pipeline.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a dead letter keeps of its record, and that it always fits. */
class DeadLetterTest {
    private static final int LARGEST = 1_024 + 65_536;
    private static final Map<String, String> SMALL =
            Map.of("align.image.event.bytes.max", "1024", "align.label.set.bytes.max", "1024");

    @TempDir
    Path directory;

    @Test
    void shouldKeepTheOriginalAndSayWhereItCameFrom() {
        byte[] value = "plain text".getBytes(StandardCharsets.UTF_8);
        RecordHeaders headers = new RecordHeaders();
        headers.add("trace", new byte[] {'7'});

        Pipeline.Dead dead = dead(Map.of(), "bad", value, headers);
        assertThat(dead.key()).isEqualTo("bad");
        assertThat(dead.value()).isEqualTo(value);
        assertThat(dead.timestamp()).isEqualTo(NOW.toEpochMilli());
        assertThat(dead.headers())
                .containsEntry("trace", "7")
                .containsEntry("align.code", "NOT_AVRO")
                .containsEntry("align.payload", "full")
                .containsEntry("__streams.errors.topic", "image-events")
                .containsEntry("__streams.errors.partition", "0")
                .containsEntry("__streams.errors.offset", "0")
                .containsEntry(
                        "align.timestamp", String.valueOf(NOW.minusSeconds(5).toEpochMilli()))
                .containsEntry(
                        "align.message",
                        "topic image-events: expected a zero byte and a schema id, found 10 bytes that begin with"
                                + " 706c61696e207465")
                .doesNotContainKeys("align.label.set", "align.shortened");
    }

    @Test
    void shouldKeepOnlyTheDigestOfContentThatMustNotBeKept() {
        byte[] value = "plain text".getBytes(StandardCharsets.UTF_8);

        Pipeline.Dead dead = dead(Map.of("align.dead.letters.payload", "digest"), "bad", value, new RecordHeaders());
        assertThat(dead.value()).isEqualTo(digest(value));
        assertThat(dead.headers()).containsEntry("align.payload", "digest");
    }

    @Test
    void shouldSayThatNoValueIsTheOriginal() {
        Pipeline.Dead dead = dead(Map.of("align.dead.letters.payload", "digest"), "bad", null, new RecordHeaders());
        assertThat(dead.value()).isNull();
        assertThat(dead.headers()).containsEntry("align.code", "VALUE_NULL").containsEntry("align.payload", "full");
    }

    @ParameterizedTest
    @CsvSource({
        "65000, 10, 10, full, ",
        "70000, 10, 10, digest, ",
        "100, 70000, 10, digest, headers",
        "100, 10, 70000, digest, 'headers,key'",
        "70000, 70000, 70000, digest, 'headers,key'"
    })
    void shouldFitWhateverTheRecordsSize(int value, int header, int key, String payload, @Nullable String shortened) {
        byte[] bytes = new byte[value];
        Arrays.fill(bytes, (byte) 'v');
        RecordHeaders headers = new RecordHeaders();
        headers.add("large", new byte[header]);
        try (Pipeline pipeline = new Pipeline(directory, SMALL)) {
            pipeline.imageBytes("k".repeat(key), bytes, NOW.toEpochMilli(), headers);

            TestRecord<byte[], byte[]> record = pipeline.deadLetterRecords().get(0);
            assertThat(RecordSize.of(record.key(), record.value(), record.headers()))
                    .isLessThanOrEqualTo(LARGEST);
            assertThat(record.value()).isEqualTo(payload.equals("full") ? bytes : digest(bytes));
            Pipeline.Dead dead = Pipeline.dead(record);
            assertThat(dead.key()).isEqualTo("k".repeat(shortened != null && shortened.endsWith("key") ? 1_024 : key));
            assertThat(dead.headers()).containsEntry("align.code", "NOT_AVRO").containsEntry("align.payload", payload);
            assertThat(dead.headers().get("align.shortened")).isEqualTo(shortened);
            assertThat(dead.headers().containsKey("large")).isEqualTo(shortened == null);
        }
    }

    @Test
    void shouldFitWithTheLongestMessage() {
        String id = "集".repeat(100_000);
        try (Pipeline pipeline = new Pipeline(directory, SMALL)) {
            pipeline.image("k".repeat(70_000), image("car", id), NOW);

            TestRecord<byte[], byte[]> record = pipeline.deadLetterRecords().get(0);
            assertThat(RecordSize.of(record.key(), record.value(), record.headers()))
                    .isLessThanOrEqualTo(LARGEST);
            assertThat(Pipeline.dead(record).labelSet()).isEqualTo("集".repeat(2_000) + "…");
        }
    }

    @Test
    void shouldSayNothingThatOnlyHeldForADeadLetterThatIsSentAgain() {
        RecordHeaders headers = new RecordHeaders();
        for (String name : List.of("align.label.set", "align.code", "align.shortened", "align.payload")) {
            headers.add(name, "before".getBytes(StandardCharsets.UTF_8));
            headers.add(name, "twice".getBytes(StandardCharsets.UTF_8));
        }
        Pipeline.Dead dead = dead(Map.of(), "bad", new byte[] {9, 9}, headers);

        assertThat(dead.headers())
                .containsEntry("align.code", "NOT_AVRO")
                .containsEntry("align.payload", "full")
                .doesNotContainKeys("align.label.set", "align.shortened");
    }

    private Pipeline.Dead dead(Map<String, String> settings, String key, byte @Nullable [] value, Headers headers) {
        try (Pipeline pipeline = new Pipeline(directory, settings)) {
            pipeline.imageBytes(key, value, NOW.minusSeconds(5).toEpochMilli(), headers);
            return pipeline.deadLetters().get(0);
        }
    }

    private static byte[] digest(byte[] value) {
        return Digests.sha256Hex(value).getBytes(StandardCharsets.US_ASCII);
    }
}

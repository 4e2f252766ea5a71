package io.alignstreams.topology;

import io.alignstreams.config.AlignKeys;
import io.alignstreams.config.AlignStreamsConfig;
import io.alignstreams.config.TopicPlan;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Makes dead letters: the original key, value and headers, and headers that say why. They are stamped with the wall clock,
 * since the original timestamp may be what is wrong.
 *
 * <p>A dead letter always fits its topic. A topic limits compressed bytes and a producer uncompressed ones, so a record that
 * was taken in may be too large to be handed on, by its value, headers or key; they are given up in this order.
 *
 * <p>Source of the {@code __streams.errors} headers: KIP-1034.
 */
public final class DeadLetters {
    public static final String HEADER_CODE = "align.code";
    public static final String HEADER_MESSAGE = "align.message";
    public static final String HEADER_LABEL_SET = "align.label.set";
    public static final String HEADER_TIMESTAMP = "align.timestamp";
    public static final String HEADER_PAYLOAD = "align.payload";
    public static final String HEADER_SHORTENED = "align.shortened";
    public static final String HEADER_TOPIC = "__streams.errors.topic";
    public static final String HEADER_PARTITION = "__streams.errors.partition";
    public static final String HEADER_OFFSET = "__streams.errors.offset";
    public static final String HEADER_ERROR_MESSAGE = "__streams.errors.message";

    private static final List<String> HEADERS = List.of(
            HEADER_CODE,
            HEADER_MESSAGE,
            HEADER_LABEL_SET,
            HEADER_TIMESTAMP,
            HEADER_PAYLOAD,
            HEADER_SHORTENED,
            HEADER_TOPIC,
            HEADER_PARTITION,
            HEADER_OFFSET,
            HEADER_ERROR_MESSAGE);

    /** Of a header's text; a longer one is cut, and ends in an ellipsis. */
    public static final int MOST_CHARACTERS = 2_000;

    private static final int MOST_KEY_BYTES = 1_024;

    /** For the headers that say what became of the payload and of the rest. */
    private static final int RESERVED_BYTES = 256;

    /** What of the original's value a dead letter keeps. */
    public enum Payload {
        /** All of it. */
        FULL,
        /** Its SHA-256 in hexadecimal, for content that must not be kept. */
        DIGEST;

        /** Reads the setting's value, {@code full} or {@code digest}. */
        static Payload of(String setting) {
            return valueOf(setting.toUpperCase(Locale.ROOT));
        }
    }

    private final Payload payload;
    private final int maxBytes;
    private final OutcomeMeters meters;

    /**
     * Makes dead letters that their topic takes.
     *
     * @param maxBytes of a dead letter, uncompressed
     */
    private DeadLetters(Payload payload, int maxBytes, OutcomeMeters meters) {
        this.payload = payload;
        this.maxBytes = maxBytes;
        this.meters = meters;
    }

    /** Makes dead letters as the settings want them. */
    static DeadLetters of(AlignStreamsConfig config, OutcomeMeters meters) {
        return new DeadLetters(
                Payload.of(config.getString(AlignKeys.DEAD_LETTERS_PAYLOAD)),
                TopicPlan.deadLetterBytes(config),
                meters);
    }

    /** Makes the dead letter of the record that is being processed, and counts it. */
    Record<byte[], byte[]> of(
            Refusal refusal,
            byte @Nullable [] key,
            byte @Nullable [] value,
            Record<?, ?> original,
            ProcessorContext<?, ?> context) {
        Headers headers = new RecordHeaders(original.headers());
        strip(headers);
        long timestamp = EventTime.restore(headers, original.timestamp());
        describe(headers, refusal, original, timestamp, context);
        boolean full = value == null || (payload == Payload.FULL && fits(key, value, headers));
        byte[] keptValue = value == null || full ? value : digest(value);
        byte[] keptKey = key;
        if (!fits(key, keptValue, headers)) {
            headers = new RecordHeaders();
            describe(headers, refusal, original, timestamp, context);
            boolean whole = key == null || fits(key, keptValue, headers);
            keptKey = key == null || whole ? key : Arrays.copyOf(key, MOST_KEY_BYTES);
            add(headers, HEADER_SHORTENED, whole ? "headers" : "headers,key");
        }
        add(headers, HEADER_PAYLOAD, full ? "full" : "digest");
        meters.refused(
                refusal.code(),
                context.recordMetadata().map(RecordMetadata::topic).orElse(""));
        return new Record<>(keptKey, keptValue, context.currentSystemTimeMs(), headers);
    }

    private boolean fits(byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
        return RecordSize.of(key, value, headers) <= maxBytes - RESERVED_BYTES;
    }

    /** Takes off a record what makes it a dead letter. */
    public static void strip(Headers headers) {
        HEADERS.forEach(headers::remove);
    }

    /** What is replayed for one label set is refused for that one, whatever is wrong with it. */
    private static void describe(
            Headers headers, Refusal refusal, Record<?, ?> original, long timestamp, ProcessorContext<?, ?> context) {
        add(headers, HEADER_CODE, refusal.code().name());
        add(headers, HEADER_MESSAGE, refusal.message());
        add(headers, HEADER_ERROR_MESSAGE, refusal.code() + ": " + refusal.message());
        add(headers, HEADER_TIMESTAMP, String.valueOf(timestamp));
        String alone = Replayed.labelSet(original.headers());
        String labelSet = refusal.labelSet() == null ? alone : refusal.labelSet();
        if (labelSet != null) {
            add(headers, HEADER_LABEL_SET, labelSet);
        }
        context.recordMetadata().ifPresent(source -> addSource(headers, source));
    }

    private static byte[] digest(byte[] value) {
        return Digests.sha256Hex(value).getBytes(StandardCharsets.US_ASCII);
    }

    private static void addSource(Headers headers, RecordMetadata source) {
        add(headers, HEADER_TOPIC, source.topic());
        add(headers, HEADER_PARTITION, String.valueOf(source.partition()));
        add(headers, HEADER_OFFSET, String.valueOf(source.offset()));
    }

    private static void add(Headers headers, String name, String text) {
        String shown = text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS) + "…";
        headers.add(name, shown.getBytes(StandardCharsets.UTF_8));
    }
}

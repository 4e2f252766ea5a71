package io.alignstreams.replay;

import io.alignstreams.config.Topics;
import io.alignstreams.topology.DeadLetters;
import io.alignstreams.topology.RecordSize;
import io.alignstreams.topology.Replayed;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** Makes of a dead letter the record that it was, or says why that cannot be. */
final class Judge {
    private static final String FULL = "full";

    private final Topics topics;
    private final Map<String, Input> inputs;
    private final LatestLabelSets latest;
    private final Clock clock;

    /**
     * Judges dead letters of a configuration.
     *
     * @param inputs by name
     */
    Judge(Topics topics, Map<String, Input> inputs, LatestLabelSets latest, Clock clock) {
        this.topics = topics;
        this.inputs = inputs;
        this.latest = latest;
        this.clock = clock;
    }

    Verdict judge(ConsumerRecord<byte[], byte[]> dead) {
        String topic = header(dead, DeadLetters.HEADER_TOPIC);
        Long partition = number(dead, DeadLetters.HEADER_PARTITION);
        Long offset = number(dead, DeadLetters.HEADER_OFFSET);
        Long timestamp = number(dead, DeadLetters.HEADER_TIMESTAMP);
        if (topic == null || partition == null || offset == null || timestamp == null) {
            return refused(
                    Obstacle.NO_DEAD_LETTER,
                    "expected headers that say topic, partition, offset and timestamp of the record, found "
                            + dead.headers());
        }
        Input input = inputs.get(topic);
        if (input == null) {
            return refused(
                    Obstacle.NO_INPUT,
                    "expected a record of " + topics.imageEvents() + " or " + topics.labelSets() + ", found one of "
                            + topic);
        }
        Verdict kept = checkKept(dead);
        Verdict refused = kept != null ? kept : check(dead, input, partition, offset, timestamp);
        return refused != null ? refused : fitting(dead, input, partition.intValue(), timestamp);
    }

    private static @Nullable Verdict checkKept(ConsumerRecord<byte[], byte[]> dead) {
        String payload = header(dead, DeadLetters.HEADER_PAYLOAD);
        if (!FULL.equals(payload)) {
            return refused(
                    Obstacle.NOT_KEPT,
                    "expected the record's value, found " + payload + " (" + DeadLetters.HEADER_PAYLOAD + ")");
        }
        String shortened = header(dead, DeadLetters.HEADER_SHORTENED);
        if (shortened != null) {
            return refused(
                    Obstacle.NOT_KEPT,
                    "expected the whole record, found it without its " + shortened + " (" + DeadLetters.HEADER_SHORTENED
                            + ")");
        }
        String labelSet = header(dead, DeadLetters.HEADER_LABEL_SET);
        return labelSet != null && labelSet.length() > DeadLetters.MOST_CHARACTERS
                ? refused(
                        Obstacle.NOT_KEPT,
                        "expected the label set's name, found its first " + DeadLetters.MOST_CHARACTERS
                                + " characters (" + DeadLetters.HEADER_LABEL_SET + ")")
                : null;
    }

    private @Nullable Verdict check(
            ConsumerRecord<byte[], byte[]> dead, Input input, long partition, long offset, long timestamp) {
        if (timestamp < 0) {
            return refused(Obstacle.NOT_TAKEN, "expected a timestamp from 0, found " + timestamp);
        }
        boolean isLabelSet = input.topic().equals(topics.labelSets());
        if (dead.key() == null && (isLabelSet || !input.takesNoKey())) {
            return refused(Obstacle.NOT_TAKEN, "expected a key, which " + input.topic() + " wants, found null");
        }
        if (isLabelSet) {
            long last = latest.offset((int) partition, dead.key());
            if (last > offset) {
                return refused(
                        Obstacle.SUPERSEDED,
                        "expected nothing in " + input.topic() + " under its key after offset " + offset
                                + ", found offset " + last);
            }
        }
        String badTime = input.checkTime(timestamp, clock.instant());
        return badTime == null ? null : refused(Obstacle.TIMESTAMP, badTime);
    }

    private Verdict fitting(ConsumerRecord<byte[], byte[]> dead, Input input, int partition, long timestamp) {
        Headers headers = new RecordHeaders(dead.headers());
        DeadLetters.strip(headers);
        headers.remove(Replayed.HEADER_FROM);
        headers.add(Replayed.HEADER_FROM, position(dead).getBytes(StandardCharsets.UTF_8));
        Header labelSet = dead.headers().lastHeader(DeadLetters.HEADER_LABEL_SET);
        if (labelSet != null && input.topic().equals(topics.imageEvents())) {
            headers.add(labelSet);
        }
        long size = RecordSize.of(dead.key(), dead.value(), headers);
        return size <= input.maxBytes()
                ? new Verdict.Replayed(new ProducerRecord<>(
                        input.topic(), input.partition(partition), timestamp, dead.key(), dead.value(), headers))
                : refused(
                        Obstacle.TOO_LARGE,
                        "expected at most " + input.maxBytes() + " bytes for topic " + input.topic() + ", found " + size
                                + " with the headers of a replay; raise align.*.bytes.max and the topic's"
                                + " max.message.bytes");
    }

    /** Names a dead letter by where it lies. */
    static String position(ConsumerRecord<?, ?> dead) {
        return new TopicPartition(dead.topic(), dead.partition()) + "@" + dead.offset();
    }

    private static Verdict refused(Obstacle obstacle, String message) {
        return new Verdict.Refused(obstacle, message);
    }

    private static @Nullable Long number(ConsumerRecord<?, ?> dead, String name) {
        String text = header(dead, name);
        try {
            return text == null ? null : Long.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    static @Nullable String header(ConsumerRecord<?, ?> dead, String name) {
        Header header = dead.headers().lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
}

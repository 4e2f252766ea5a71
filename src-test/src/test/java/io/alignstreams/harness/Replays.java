package io.alignstreams.harness;

import io.alignstreams.topology.DeadLetters;
import io.alignstreams.topology.Replayed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Dead letters, and the records that went back for them. */
public final class Replays {
    private final Map<String, ConsumerRecord<byte[], byte[]>> deadLetters = new TreeMap<>();
    private final Map<String, ConsumerRecord<byte[], byte[]>> records = new HashMap<>();
    private final List<ConsumerRecord<byte[], byte[]>> replayed = new ArrayList<>();

    private Replays() {}

    /** Reads both. */
    public static Replays read(Stream stream) {
        Replays replays = new Replays();
        stream.read(stream.config.topics().deadLetters())
                .forEach(dead -> replays.deadLetters.put(position(dead), dead));
        for (String topic : List.of(
                stream.config.topics().imageEvents(), stream.config.topics().labelSets())) {
            for (ConsumerRecord<byte[], byte[]> record : stream.read(topic)) {
                replays.records.put(position(record), record);
                if (Stream.header(record, Replayed.HEADER_FROM) != null) {
                    replays.replayed.add(record);
                }
            }
        }
        return replays;
    }

    /** Arguments of a replay by some settings. */
    public static String[] command(Path settings, String... options) {
        List<String> command = new ArrayList<>(List.of("dead-letters", "replay", "--config", settings.toString()));
        command.addAll(Arrays.asList(options));
        return command.toArray(String[]::new);
    }

    /** Replays to the end. */
    public static Cli.Result run(Stream stream, String... options) throws IOException, InterruptedException {
        return Cli.run(command(stream.file(Map.of()), options));
    }

    private static String position(ConsumerRecord<?, ?> record) {
        return new TopicPartition(record.topic(), record.partition()) + "@" + record.offset();
    }

    /** By where they lie. */
    public Map<String, ConsumerRecord<byte[], byte[]>> deadLetters() {
        return deadLetters;
    }

    /** Records that went back. */
    public List<ConsumerRecord<byte[], byte[]>> replayed() {
        return replayed;
    }

    /** The record that a dead letter was made of. */
    public ConsumerRecord<byte[], byte[]> original(ConsumerRecord<byte[], byte[]> dead) {
        TopicPartition partition = new TopicPartition(
                Stream.header(dead, DeadLetters.HEADER_TOPIC),
                Integer.parseInt(Stream.header(dead, DeadLetters.HEADER_PARTITION)));
        return records.get(partition + "@" + Stream.header(dead, DeadLetters.HEADER_OFFSET));
    }
}

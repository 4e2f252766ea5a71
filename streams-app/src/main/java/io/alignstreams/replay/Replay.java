package io.alignstreams.replay;

import io.alignstreams.application.Cluster;
import io.alignstreams.application.TopicReading;
import io.alignstreams.config.AlignKeys;
import io.alignstreams.config.AlignStreamsConfig;
import io.alignstreams.config.Topics;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Sends dead letters back to the topics that they came from, those that there are when it begins. Records and progress are
 * one transaction, so each is sent once however often a replay is killed and run again.
 */
public final class Replay {
    private final AlignStreamsConfig config;
    private final Selection selection;
    private final Listener listener;
    private final BooleanSupplier isStopped;

    /** Hears what becomes of dead letters. */
    public interface Listener {
        /** A topic does not keep the timestamps that records have. */
        void stampsAnew(String topic);

        /** A dead letter is about to go back, or does not. */
        void decided(ConsumerRecord<byte[], byte[]> dead, Verdict verdict);

        /** All that was decided is done. */
        void done();
    }

    /**
     * Prepares a replay.
     *
     * @param isStopped asked between transactions, whether to end before the end
     */
    public Replay(AlignStreamsConfig config, Selection selection, Listener listener, BooleanSupplier isStopped) {
        this.config = config;
        this.selection = selection;
        this.listener = listener;
        this.isStopped = isStopped;
    }

    /**
     * Replays.
     *
     * @throws ReplayException if it cannot go on; what it had done stands
     */
    public void run() {
        try (KafkaConsumer<byte[], byte[]> consumer = Clients.consumer(config);
                Transactions transactions = new Transactions(config, consumer.groupMetadata())) {
            run(consumer, transactions);
        }
    }

    /** Decides everything and changes nothing. */
    public void dryRun() {
        try (KafkaConsumer<byte[], byte[]> consumer = Clients.consumer(config)) {
            run(consumer, Destination.NOWHERE);
        }
    }

    private void run(KafkaConsumer<byte[], byte[]> consumer, Destination destination) {
        Map<String, Input> inputs = inputs();
        inputs.values().stream()
                .filter(input -> !input.keepsTimestamps())
                .forEach(input -> listener.stampsAnew(input.topic()));
        try (LabelSetsTopic labelSets = new LabelSetsTopic(config)) {
            run(consumer, new Judge(config.topics(), inputs, labelSets, Clock.systemUTC()), destination);
        }
    }

    private void run(KafkaConsumer<byte[], byte[]> consumer, Judge judge, Destination destination) {
        List<TopicPartition> partitions =
                TopicReading.partitions(consumer, config.topics().deadLetters());
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Map<TopicPartition, Long> starts = starts(consumer, ends);
        Map<TopicPartition, Progress> progress = progress(consumer, partitions);
        if (selection.again()) {
            Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
            progress.forEach((partition, each) -> {
                each.forget(selection.names(), starts.getOrDefault(partition, 0L));
                offsets.put(partition, each.toOffset(partition));
            });
            destination.commit(List.of(), offsets);
        }
        progress.forEach((partition, each) -> {
            PartitionReplay replay = new PartitionReplay(consumer, partition, each, judge, destination, listener);
            replay.run(selection, starts.getOrDefault(partition, 0L), ends.getOrDefault(partition, 0L), isStopped);
        });
    }

    private Map<String, Input> inputs() {
        Topics topics = config.topics();
        List<String> names = List.of(topics.imageEvents(), topics.labelSets());
        long aheadMs = config.getLong(AlignKeys.TIMESTAMP_AHEAD_MAX_MS);
        Map<String, Input> inputs = new HashMap<>();
        try (Cluster cluster = new Cluster(config)) {
            Map<String, Config> settings = cluster.settings(names);
            settings.forEach((topic, each) ->
                    inputs.put(topic, Input.of(topic, cluster.partitions(topic).size(), each, aheadMs)));
        }
        return inputs;
    }

    /** Where each partition's dead letters begin that were written since a time: at 0, if there is no such time. */
    private Map<TopicPartition, Long> starts(KafkaConsumer<?, ?> consumer, Map<TopicPartition, Long> ends) {
        Map<TopicPartition, Long> starts = new HashMap<>();
        if (selection.since() != null) {
            long since = selection.since().toEpochMilli();
            Map<TopicPartition, Long> times = new HashMap<>();
            ends.keySet().forEach(partition -> times.put(partition, since));
            starts.putAll(ends);
            consumer.offsetsForTimes(times).forEach((partition, found) -> {
                if (found != null) {
                    starts.put(partition, found.offset());
                }
            });
        }
        return starts;
    }

    private Map<TopicPartition, Progress> progress(KafkaConsumer<?, ?> consumer, List<TopicPartition> partitions) {
        Map<TopicPartition, Progress> progress = new TreeMap<>((one, other) -> one.partition() - other.partition());
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(Set.copyOf(partitions));
        consumer.beginningOffsets(partitions).forEach((partition, beginning) -> {
            try {
                progress.put(partition, Progress.of(committed.get(partition), beginning));
            } catch (IllegalArgumentException e) {
                throw new ReplayException(
                        "partition " + partition + ", group " + config.replayId()
                                + ": expected what a replay commits, found '"
                                + committed.get(partition) + "': " + e.getMessage()
                                + "; kafka-consumer-groups --reset-offsets sets where the next one begins",
                        e);
            }
        });
        return progress;
    }
}

package io.alignstreams.application;

import io.alignstreams.config.AlignStreamsConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits until the label sets that are there are embedded, and what was made of them can be read.
 *
 * <p>A partition's end is not what is waited for. It may lie behind the last record: compaction and deletion leave offsets
 * without one, and so do the markers of transactions and what an aborted one wrote. Nobody ever commits those.
 */
final class CatchUp {
    private static final Logger LOG = LoggerFactory.getLogger(CatchUp.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final int POLLS_BETWEEN_LOGS = 50;

    private final AlignStreamsConfig config;
    private final Cluster cluster;
    private final BooleanSupplier over;
    private int polls;

    /**
     * Waits in vain no longer than until {@code over} holds.
     *
     * @param cluster stays the caller's to close
     */
    CatchUp(AlignStreamsConfig config, Cluster cluster, BooleanSupplier over) {
        this.config = config;
        this.cluster = cluster;
        this.over = over;
    }

    /** Returns when images may flow. */
    void await() throws InterruptedException {
        awaitEmbedded(behindLastRecords());
        awaitReadable();
    }

    /** Offsets behind the last record of each partition that is not embedded yet; none where there is no such record. */
    private Map<TopicPartition, Long> behindLastRecords() {
        List<TopicPartition> partitions = cluster.partitions(config.topics().labelSets());
        Map<TopicPartition, Long> ends = cluster.endOffsets(partitions, IsolationLevel.READ_UNCOMMITTED);
        Map<TopicPartition, OffsetAndMetadata> committed = cluster.committed(config.labelsApplicationId());
        Map<TopicPartition, Long> behindLast = new HashMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Cluster.consumerProperties(config), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            partitions.forEach(partition -> seek(consumer, partition, committed.get(partition)));
            while (!over.getAsBoolean()
                    && partitions.stream()
                            .anyMatch(partition -> consumer.position(partition) < offset(ends, partition))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
                    if (record.offset() < offset(ends, partition)) {
                        behindLast.put(partition, record.offset() + 1);
                    }
                }
                log(
                        "reading {} to its end, which an open transaction keeps back",
                        config.topics().labelSets());
            }
        }
        return behindLast;
    }

    private static void seek(
            KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, @Nullable OffsetAndMetadata committed) {
        if (committed == null) {
            consumer.seekToBeginning(List.of(partition));
        } else {
            consumer.seek(partition, committed.offset());
        }
    }

    private void awaitEmbedded(Map<TopicPartition, Long> behindLast) throws InterruptedException {
        while (!over.getAsBoolean()) {
            Map<TopicPartition, OffsetAndMetadata> committed = cluster.committed(config.labelsApplicationId());
            if (behindLast.entrySet().stream()
                    .allMatch(last -> last.getValue() <= offset(committed.get(last.getKey())))) {
                return;
            }
            log("waiting until all of {} is embedded", config.topics().labelSets());
            TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
        }
    }

    /** What is committed becomes readable a moment later. */
    private void awaitReadable() throws InterruptedException {
        List<TopicPartition> partitions = cluster.partitions(config.topics().labelSetEmbeddings());
        Map<TopicPartition, Long> ends = cluster.endOffsets(partitions, IsolationLevel.READ_UNCOMMITTED);
        while (!over.getAsBoolean()) {
            Map<TopicPartition, Long> readable = cluster.endOffsets(partitions, IsolationLevel.READ_COMMITTED);
            if (readable.entrySet().stream().allMatch(end -> end.getValue() >= offset(ends, end.getKey()))) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
        }
    }

    private void log(String message, String topic) {
        polls++;
        if (polls % POLLS_BETWEEN_LOGS == 0) {
            LOG.info(message, topic);
        }
    }

    private static long offset(Map<TopicPartition, Long> ends, TopicPartition partition) {
        return ends.getOrDefault(partition, 0L);
    }

    private static long offset(@Nullable OffsetAndMetadata committed) {
        return committed == null ? 0 : committed.offset();
    }
}

package io.alignstreams.replay;

import io.alignstreams.application.TopicReading;
import io.alignstreams.config.AlignStreamsConfig;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.jspecify.annotations.Nullable;

/** Label sets as they are in their topic, which is read when it is first asked for, and on from there each time after. */
final class LabelSetsTopic implements LatestLabelSets, AutoCloseable {
    private final AlignStreamsConfig config;
    private final Map<Id, Long> latest = new HashMap<>();
    private @Nullable KafkaConsumer<byte[], byte[]> consumer;

    LabelSetsTopic(AlignStreamsConfig config) {
        this.config = config;
    }

    /** A label set's id in a partition. */
    private record Id(int partition, ByteBuffer key) {}

    @Override
    public long offset(int partition, byte[] key) {
        if (consumer == null) {
            consumer = Clients.consumer(config);
            TopicReading.readAll(consumer, config.topics().labelSets(), this::note);
        } else {
            TopicReading.readOn(consumer, this::note);
        }
        return latest.getOrDefault(new Id(partition, ByteBuffer.wrap(key)), -1L);
    }

    private void note(ConsumerRecord<byte[], byte[]> published) {
        if (published.key() != null) {
            latest.put(new Id(published.partition(), ByteBuffer.wrap(published.key())), published.offset());
        }
    }

    @Override
    public void close() {
        if (consumer != null) {
            consumer.close();
        }
    }
}

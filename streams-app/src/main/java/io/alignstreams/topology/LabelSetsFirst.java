package io.alignstreams.topology;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.TimestampExtractor;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Lets label sets take their turn before any image that is there. Kafka Streams takes the partition whose next record is
 * the oldest, so all label sets say they are as old as can be; a header keeps their timestamp.
 *
 * <p>By their own timestamps they would be late for images of the same millisecond, and whenever one was published with an
 * older timestamp than the one before it. The store keeps versions by time, so none can come too early.
 */
public final class LabelSetsFirst implements TimestampExtractor {
    private static final String TIMESTAMP = "align.label.set.timestamp";

    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        record.headers()
                .remove(EventTime.MARK)
                .remove(TIMESTAMP)
                .add(
                        TIMESTAMP,
                        ByteBuffer.allocate(Long.BYTES)
                                .putLong(Math.max(0, record.timestamp()))
                                .array());
        return 0;
    }

    /** Gives a record its timestamp back. */
    static <K, V> Record<K, V> restore(Record<K, V> record) {
        Headers headers = record.headers();
        long timestamp = ByteBuffer.wrap(
                        Objects.requireNonNull(headers.lastHeader(TIMESTAMP)).value())
                .getLong();
        headers.remove(TIMESTAMP);
        return record.withTimestamp(timestamp);
    }
}

package io.alignstreams.topology;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.TimestampExtractor;
import org.jspecify.annotations.Nullable;

/**
 * Takes the record's timestamp as event time. It never throws and never answers a negative, for either would end the stream
 * thread: a negative timestamp becomes the partition's time, and a header marks the record for the processor that refuses
 * it. A header of that name that a record came with is taken off.
 */
public final class EventTime implements TimestampExtractor {
    static final String MARK = "align.bad.timestamp";

    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        record.headers().remove(MARK);
        if (record.timestamp() >= 0) {
            return record.timestamp();
        }
        record.headers().add(MARK, String.valueOf(record.timestamp()).getBytes(StandardCharsets.UTF_8));
        return Math.max(0, partitionTime);
    }

    /**
     * Says what is wrong with a record's timestamp. The mark stays on what is refused, for its dead letter.
     *
     * @param timestamp of the record, in milliseconds since 1970
     * @param now by the wall clock, in milliseconds since 1970
     * @param maxAheadMs how far ahead of it a timestamp may be
     * @return null if nothing is wrong
     */
    static @Nullable Refusal check(Headers headers, long timestamp, long now, long maxAheadMs) {
        Header mark = headers.lastHeader(MARK);
        if (mark != null) {
            return new Refusal(
                    Code.BAD_TIMESTAMP,
                    "expected a timestamp from 0, found " + new String(mark.value(), StandardCharsets.UTF_8));
        }
        if (timestamp > now + maxAheadMs) {
            return new Refusal(
                    Code.BAD_TIMESTAMP,
                    "expected a timestamp at most " + maxAheadMs + " ms ahead of the clock, found one "
                            + (timestamp - now) + " ms ahead");
        }
        return null;
    }

    /**
     * Takes the mark off.
     *
     * @param timestamp that the record has now
     * @return the timestamp that it came with
     */
    static long restore(Headers headers, long timestamp) {
        Header mark = headers.lastHeader(MARK);
        headers.remove(MARK);
        return mark == null ? timestamp : Long.parseLong(new String(mark.value(), StandardCharsets.UTF_8));
    }
}

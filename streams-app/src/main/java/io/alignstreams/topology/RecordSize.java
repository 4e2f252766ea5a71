package io.alignstreams.topology;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * How large a record is on its way to the broker. A record that the producer or the broker refuses for its size ends the
 * stream thread whatever the handlers say, so sizes are checked before anything is forwarded.
 */
public final class RecordSize {
    /** Batch header, and the most that lengths, offsets and timestamps of one record take. */
    private static final int OVERHEAD_BYTES = 61 + 36;

    private static final int HEADER_OVERHEAD_BYTES = 10;

    private RecordSize() {}

    /** An upper bound, in bytes. */
    public static long of(byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
        long size = OVERHEAD_BYTES + length(key) + length(value);
        for (Header header : headers) {
            size += HEADER_OVERHEAD_BYTES + 3L * header.key().length() + length(header.value());
        }
        return size;
    }

    private static long length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }
}

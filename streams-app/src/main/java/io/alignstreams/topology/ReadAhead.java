package io.alignstreams.topology;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A record's value as somebody read it before its turn, on its way with the record to the source that would read it again:
 * a header that is in memory alone. The source takes it off.
 */
public final class ReadAhead implements Header {
    private static final String KEY = "align.read.ahead";

    private volatile @Nullable Object value;

    /** Goes with a record whose value will be read, or not, by when its turn comes. */
    public static ReadAhead on(Headers headers) {
        ReadAhead ahead = new ReadAhead();
        headers.add(ahead);
        return ahead;
    }

    /** Takes note of what was read. */
    public void put(Object read) {
        value = read;
    }

    /** Forgets what was read. */
    public void clear() {
        value = null;
    }

    /** Takes it off a record; null if nobody has read the value so far. */
    static @Nullable Object take(Headers headers) {
        if (headers.lastHeader(KEY) instanceof ReadAhead ahead) {
            headers.remove(KEY);
            return ahead.value;
        }
        return null;
    }

    @Override
    public String key() {
        return KEY;
    }

    @Override
    public byte @Nullable [] value() {
        return null;
    }
}

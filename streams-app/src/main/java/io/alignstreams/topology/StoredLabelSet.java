package io.alignstreams.topology;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A label set's version as the store and its changelog keep it: 32 bytes of SHA-256, 8 of timestamp, then the value of
 * label-set-embeddings that the first are the digest of. By the digest a version is found among those already made ready
 * to score, without being decoded. The timestamp is the record's own; the store's differs where it no longer took that.
 */
final class StoredLabelSet {
    private static final int DIGEST_BYTES = 32;
    private static final int HEADER_BYTES = DIGEST_BYTES + Long.BYTES;

    private StoredLabelSet() {}

    static byte[] of(byte[] raw, long timestamp) {
        return ByteBuffer.allocate(HEADER_BYTES + raw.length)
                .put(Digests.sha256(raw))
                .putLong(timestamp)
                .put(raw)
                .array();
    }

    static ByteBuffer digest(byte[] stored) {
        return ByteBuffer.wrap(Arrays.copyOf(stored, DIGEST_BYTES));
    }

    static long timestamp(byte[] stored) {
        return ByteBuffer.wrap(stored).getLong(DIGEST_BYTES);
    }

    static byte[] raw(byte[] stored) {
        return Arrays.copyOfRange(stored, HEADER_BYTES, stored.length);
    }
}

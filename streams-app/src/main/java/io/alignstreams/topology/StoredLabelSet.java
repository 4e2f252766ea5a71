package io.alignstreams.topology;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A label set's version as the store and its changelog keep it: 32 bytes of SHA-256, then the value of
 * label-set-embeddings that they are the digest of. By the digest a version is found among those already made ready to
 * score, without being decoded.
 */
final class StoredLabelSet {
    private static final int DIGEST_BYTES = 32;

    private StoredLabelSet() {}

    static byte[] of(byte[] raw) {
        return ByteBuffer.allocate(DIGEST_BYTES + raw.length)
                .put(Digests.sha256(raw))
                .put(raw)
                .array();
    }

    static ByteBuffer digest(byte[] stored) {
        return ByteBuffer.wrap(stored, 0, DIGEST_BYTES);
    }

    static byte[] raw(byte[] stored) {
        return Arrays.copyOfRange(stored, DIGEST_BYTES, stored.length);
    }
}

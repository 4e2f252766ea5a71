package io.alignstreams.replay;

import java.nio.ByteBuffer;

/** Where the last record of each label set lies that has been published. */
interface LatestLabelSets {
    /**
     * Finds the last record under a key.
     *
     * @return its offset in the partition; -1 if there is none
     */
    long offset(int partition, byte[] key);

    /** A label set's id in a partition. */
    record Id(int partition, ByteBuffer key) {}
}

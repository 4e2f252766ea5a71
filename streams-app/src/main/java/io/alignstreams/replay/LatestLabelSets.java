package io.alignstreams.replay;

/** Where the last record of each label set lies that has been published. */
@FunctionalInterface
interface LatestLabelSets {
    /**
     * Finds the last record under a key.
     *
     * @return its offset in the partition; -1 if there is none
     */
    long offset(int partition, byte[] key);
}

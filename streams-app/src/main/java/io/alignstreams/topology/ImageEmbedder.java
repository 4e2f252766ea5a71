package io.alignstreams.topology;

/** Embeds images. All stream threads of an instance share one. */
public interface ImageEmbedder {
    ModelIdentity identity();

    /**
     * Embeds one image; answers at once if it was seen coming. Blocks for no longer than a deadline of its own.
     *
     * @param topic of the image's event, with partition and offset, under which it may have been seen coming
     * @throws RuntimeException if the system cannot embed; a fault of the image or of its address is a value
     */
    EmbeddedImage embed(String topic, int partition, long offset, Picture picture);

    /** Says that a record is not going to be embedded. */
    void skip(String topic, int partition, long offset);

    /** Says that the instance no longer processes a partition, so that nothing of it is worked on ahead. */
    void forget(String topic, int partition);
}

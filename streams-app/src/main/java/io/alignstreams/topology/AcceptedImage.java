package io.alignstreams.topology;

import io.alignstreams.schemas.ImageEvent;

/**
 * An image event that can be worked on.
 *
 * @param raw the record's value as it was read, for a dead letter
 */
record AcceptedImage(ImageEvent event, byte[] raw) {
    /** Not the event, for Kafka Streams logs values, and an image's address may have a secret in it. */
    @Override
    public String toString() {
        return "AcceptedImage[" + raw.length + " bytes]";
    }

    Picture picture() {
        return Picture.of(event);
    }
}

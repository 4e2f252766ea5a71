package io.alignstreams.topology;

import io.alignstreams.schemas.ImageEvent;

/**
 * An image event that can be worked on.
 *
 * @param raw the record's value as it was read, for a dead letter
 */
record AcceptedImage(ImageEvent event, byte[] raw) {
    Picture picture() {
        return Picture.of(event);
    }
}

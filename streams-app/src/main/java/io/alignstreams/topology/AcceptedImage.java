package io.alignstreams.topology;

import io.alignstreams.schemas.ImageEvent;
import java.nio.ByteBuffer;

/**
 * An image event that can be worked on.
 *
 * @param raw the record's value as it was read, for a dead letter
 */
record AcceptedImage(ImageEvent event, byte[] raw) {
    /** The encoded image; not to be changed. */
    byte[] image() {
        return bytes(event.getImage());
    }

    static byte[] bytes(ByteBuffer buffer) {
        if (buffer.hasArray() && buffer.arrayOffset() == 0 && buffer.array().length == buffer.remaining()) {
            return buffer.array();
        }
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}

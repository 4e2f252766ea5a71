package io.alignstreams.topology;

import io.alignstreams.schemas.ImageEvent;
import java.nio.ByteBuffer;

/** The encoded picture of an image event, or where it is. */
public sealed interface Picture {
    /**
     * The picture itself.
     *
     * @param encoded not to be changed; empty if the event has neither a picture nor an address
     */
    record Bytes(byte[] encoded) implements Picture {}

    /**
     * Where the picture is.
     *
     * @param uri as the event has it, never empty; it may be any text
     */
    record Address(String uri) implements Picture {}

    /** Bytes count, if there are both. */
    static Picture of(ImageEvent event) {
        boolean hasAddressAlone =
                !event.getImage().hasRemaining() && !event.getImageUri().isEmpty();
        return hasAddressAlone ? new Address(event.getImageUri()) : new Bytes(bytes(event.getImage()));
    }

    private static byte[] bytes(ByteBuffer buffer) {
        if (buffer.hasArray() && buffer.arrayOffset() == 0 && buffer.array().length == buffer.remaining()) {
            return buffer.array();
        }
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}

package io.alignstreams.topology;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** What the headers of a record say that was a dead letter and went back to its topic. */
public final class Replayed {
    /** Which dead letter it was, such as {@code dead-letters-3@17}: topic, partition and offset. */
    public static final String HEADER_FROM = "align.replayed.from";

    private Replayed() {}

    /**
     * The label set that alone is to be scored, since the image was embedded and scored with its others before; null if the
     * whole record is to be processed. A record that merely has a dead letter's headers was not replayed.
     */
    static @Nullable String labelSet(Headers headers) {
        Header labelSet = headers.lastHeader(DeadLetters.HEADER_LABEL_SET);
        return headers.lastHeader(HEADER_FROM) == null || labelSet == null || labelSet.value() == null
                ? null
                : new String(labelSet.value(), StandardCharsets.UTF_8);
    }
}

package io.alignstreams.topology;

import org.jspecify.annotations.Nullable;

/**
 * A record, or an image's scoring by one label set, ends here.
 *
 * @param message what was expected and what was found
 * @param labelSet the label set that was not scored; null if the whole record is refused
 */
public record Refusal(Code code, String message, @Nullable String labelSet) {
    public Refusal(Code code, String message) {
        this(code, message, null);
    }
}

package io.alignstreams.topology;

import java.util.List;

/** The texts of a class cancel each other out: a fault of the label set, not of the model. */
final class NoDirectionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoDirectionException(List<String> texts, IllegalArgumentException cause) {
        super("texts " + texts + " have no common direction: " + cause.getMessage(), cause);
    }
}

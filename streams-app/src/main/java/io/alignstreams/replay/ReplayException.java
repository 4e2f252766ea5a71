package io.alignstreams.replay;

/** A replay could not go on; what it had committed stands. The message says what was expected, found and what to do. */
public final class ReplayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ReplayException(String message) {
        super(message);
    }

    ReplayException(String message, Throwable cause) {
        super(message, cause);
    }
}

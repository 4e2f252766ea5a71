package io.alignstreams.application;

/** The application cannot start, or had to stop; the message says what was expected, what was found and what to do. */
public final class StartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StartException(String message) {
        super(message);
    }

    StartException(String message, Throwable cause) {
        super(message, cause);
    }
}

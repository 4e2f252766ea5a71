package io.alignstreams.application;

/** The application cannot start, or had to stop; the message says what was expected, what was found and what to do. */
public final class StartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What a broker refuses; {@code what} says what it is about. */
    static StartException notAllowed(String what, Throwable cause) {
        return new StartException(
                "not allowed" + what + "; topics create --dry-run prints the ACLs that the application needs", cause);
    }

    StartException(String message) {
        super(message);
    }

    StartException(String message, Throwable cause) {
        super(message, cause);
    }
}

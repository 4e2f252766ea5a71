package io.alignstreams.cli;

/** A file is no label set; the message names it and says what was expected and found. */
final class LabelSetFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LabelSetFileException(String message) {
        super(message);
    }

    LabelSetFileException(String message, Throwable cause) {
        super(message, cause);
    }
}

package io.alignstreams.align;

/**
 * A checkpoint or model directory is not what it should be. The message names the file, says what was expected and what
 * was found, and where it helps what to do.
 */
public final class CheckpointException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CheckpointException(String message) {
        super(message);
    }

    public CheckpointException(String message, Throwable cause) {
        super(message, cause);
    }
}

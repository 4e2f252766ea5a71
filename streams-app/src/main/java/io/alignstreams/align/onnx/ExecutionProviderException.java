package io.alignstreams.align.onnx;

/** ONNX Runtime cannot compute on what it was told to. The message says what was expected, what was found and what to do. */
public final class ExecutionProviderException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ExecutionProviderException(String message) {
        super(message);
    }

    ExecutionProviderException(String message, Throwable cause) {
        super(message, cause);
    }
}

package io.alignstreams.cli;

/** A cluster does not answer; the message says where it was looked for, and why it may not. */
final class UnreachableClusterException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreachableClusterException(String message, Throwable cause) {
        super(message, cause);
    }
}

package io.alignstreams.cli;

/** The application stopped because of a system fault; the message is that of its innermost cause. */
final class ApplicationStoppedException extends Exception {
    private static final long serialVersionUID = 1L;

    ApplicationStoppedException(Throwable fault) {
        super("stopped, offsets unmoved: " + innermost(fault), fault);
    }

    private static String innermost(Throwable fault) {
        Throwable inner = fault;
        while (inner.getCause() != null) {
            inner = inner.getCause();
        }
        String message = inner.getMessage();
        return message == null ? inner.toString() : message;
    }
}

package io.alignstreams.fetch;

/** One try failed for a reason that may have gone by the next one. The message says what was found. */
final class HealableException extends Exception {
    private static final long serialVersionUID = 1L;

    private final long retryAfterMs;

    HealableException(String found) {
        this(found, 0);
    }

    /**
     * Makes the fault of a server that says when to ask again.
     *
     * @param retryAfterMs 0 if it does not
     */
    HealableException(String found, long retryAfterMs) {
        super(found);
        this.retryAfterMs = retryAfterMs;
    }

    long retryAfterMs() {
        return retryAfterMs;
    }
}

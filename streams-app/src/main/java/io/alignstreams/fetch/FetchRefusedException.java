package io.alignstreams.fetch;

/** An image was not fetched: a fault of its address or of what is there, not of the system. */
public final class FetchRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final FetchFault fault;

    FetchRefusedException(FetchFault fault, String message) {
        super(message);
        this.fault = fault;
    }

    public FetchFault fault() {
        return fault;
    }
}

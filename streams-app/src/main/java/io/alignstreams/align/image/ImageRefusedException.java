package io.alignstreams.align.image;

/** An image cannot be scored, and never will be: a fault of the data, not of the system. */
public final class ImageRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final ImageFault fault;

    public ImageRefusedException(ImageFault fault, String message) {
        super(message);
        this.fault = fault;
    }

    ImageRefusedException(ImageFault fault, String message, Throwable cause) {
        super(message, cause);
        this.fault = fault;
    }

    public ImageFault fault() {
        return fault;
    }
}

package io.alignstreams.embedding;

import io.alignstreams.align.image.RgbImage;
import io.alignstreams.topology.EmbeddedImage;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One image on its way through the embedder. One thread at a time works on it; the queues hand it from one to the next.
 * Whoever no longer wants it cancels its result, and workers leave it alone from then on.
 */
final class Job {
    private final CompletableFuture<EmbeddedImage> result = new CompletableFuture<>();
    private final int bytes;
    private @Nullable Supplier<byte[]> source;
    private @Nullable RgbImage prepared;
    private String digest = "";
    private volatile boolean demanded;

    /**
     * Makes a job of an image.
     *
     * @param bytes that it keeps in memory
     * @param source gives the encoded image, and throws if there is none after all
     */
    Job(int bytes, Supplier<byte[]> source) {
        this.bytes = bytes;
        this.source = source;
    }

    CompletableFuture<EmbeddedImage> result() {
        return result;
    }

    int bytes() {
        return bytes;
    }

    /** Whether a stream thread waits for it. */
    boolean isDemanded() {
        return demanded;
    }

    void demand() {
        demanded = true;
    }

    byte[] image() {
        return required(source).get();
    }

    /** Keeps what the tower takes, and lets go of the encoded image. */
    void prepare(RgbImage image, String imageDigest) {
        prepared = image;
        digest = imageDigest;
        source = null;
    }

    RgbImage prepared() {
        return required(prepared);
    }

    String digest() {
        return digest;
    }

    private static <T> T required(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("a job was handed to the wrong stage");
        }
        return part;
    }
}

package io.alignstreams.embedding;

import io.alignstreams.align.image.RgbImage;
import io.alignstreams.topology.EmbeddedImage;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One image on its way through the embedder. One thread at a time works on it; the queues hand it from one to the next.
 * Whoever no longer wants it cancels its result, and workers leave it alone from then on.
 */
final class Job {
    private final CompletableFuture<EmbeddedImage> result = new CompletableFuture<>();
    private final int bytes;
    private volatile @Nullable Unread unread;
    private volatile byte @Nullable [] image;
    private volatile @Nullable RgbImage prepared;
    private String digest = "";
    private volatile boolean demanded;

    /** A record's value that holds the image. */
    record Unread(String topic, byte[] value) {}

    /** Makes a job of a record whose image is not read yet. */
    Job(String topic, byte[] value) {
        this.bytes = value.length;
        this.unread = new Unread(topic, value);
        result.whenComplete((done, fault) -> letGo());
    }

    /** Makes a job of an encoded image that somebody waits for. */
    Job(byte[] image) {
        this.bytes = image.length;
        this.image = image;
        this.demanded = true;
    }

    private void letGo() {
        unread = null;
        image = null;
        prepared = null;
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

    /** Gives null if it was read, or is no longer wanted. */
    @Nullable Unread unread() {
        return unread;
    }

    /** Takes in the encoded image. */
    void read(byte[] encoded) {
        image = encoded;
        unread = null;
    }

    /** Whether the image is known; what is not known may take as long as a registry does. */
    boolean isRead() {
        return image != null || prepared != null || (result.isDone() && !result.isCancelled());
    }

    /** The encoded image; null if it is no longer wanted. */
    byte @Nullable [] image() {
        return image;
    }

    /** Keeps what the tower takes, and lets go of the encoded image. */
    void prepare(RgbImage crop, String imageDigest) {
        prepared = crop;
        digest = imageDigest;
        image = null;
    }

    /** What the tower takes; null if it is no longer wanted. */
    @Nullable RgbImage prepared() {
        return prepared;
    }

    String digest() {
        return digest;
    }
}

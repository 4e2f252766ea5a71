package io.alignstreams.embedding;

import io.alignstreams.align.image.RgbImage;
import io.alignstreams.fetch.Fetch;
import io.alignstreams.topology.EmbeddedImage;
import io.alignstreams.topology.ReadAhead;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One image on its way through the embedder. One thread at a time works on it; the queues hand it from one to the next.
 * Whoever no longer wants it cancels its result, and workers leave it alone from then on.
 */
final class Job {
    private static final TopicPartition NOWHERE = new TopicPartition("", -1);

    private final CompletableFuture<EmbeddedImage> result = new CompletableFuture<>();
    private final TopicPartition partition;
    private final int bytes;
    private volatile @Nullable ReadAhead ahead;
    private volatile @Nullable Unread unread;
    private volatile byte @Nullable [] image;
    private volatile @Nullable Fetch fetch;
    private volatile @Nullable RgbImage prepared;
    private volatile String digest = "";
    private volatile @Nullable Job followed;
    private volatile boolean demanded;
    private volatile boolean alone;
    private final AtomicReference<Runnable> encodedGone = new AtomicReference<>(() -> {});

    /** A record's value that holds the image, or its address. */
    record Unread(String topic, byte[] value) {}

    /** Makes a job of a record whose image is not read yet. */
    Job(TopicPartition partition, byte[] value) {
        this.partition = partition;
        this.bytes = value.length;
        this.unread = new Unread(partition.topic(), value);
        result.whenComplete((done, fault) -> letGo());
    }

    /** Makes a job of an image that somebody waits for, and that is to be given to it. */
    Job() {
        this.partition = NOWHERE;
        this.bytes = 0;
        this.demanded = true;
        result.whenComplete((done, fault) -> letGo());
    }

    private void letGo() {
        unread = null;
        image = null;
        prepared = null;
        followed = null;
        encodedGone.getAndSet(() -> {}).run();
        Fetch running = fetch;
        if (running != null) {
            running.giveUp();
        }
        ReadAhead taken = ahead;
        if (taken != null && result.isCancelled()) {
            taken.clear();
        }
        ahead = null;
    }

    CompletableFuture<EmbeddedImage> result() {
        return result;
    }

    /** That of its record. */
    TopicPartition partition() {
        return partition;
    }

    /** Bytes of the record's value. */
    int bytes() {
        return bytes;
    }

    /** Takes in where the event goes once it is read. */
    void readInto(ReadAhead taken) {
        ahead = taken;
    }

    /** Hands on the event, unless nobody wants the image any more. */
    void readAhead(Object event) {
        ReadAhead taken = ahead;
        if (taken != null && !result.isCancelled()) {
            taken.put(event);
        }
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

    /** Takes in the encoded image, unless nobody wants it any more. */
    void read(byte[] encoded) {
        image = encoded;
        unread = null;
        if (result.isDone()) {
            image = null;
        }
    }

    /** Takes in how the encoded image is fetched, which is given up if nobody wants it any more. */
    void read(Fetch ofImage) {
        fetch = ofImage;
        unread = null;
    }

    /** How the encoded image is fetched; null if its event has it, or is not read. */
    @Nullable Fetch fetch() {
        return fetch;
    }

    /** Takes note of what is to be done when the encoded image is needed no more; at once if it is not now. */
    void onEncodedGone(Runnable action) {
        encodedGone.set(action);
        if (result.isDone()) {
            encodedGone.getAndSet(() -> {}).run();
        }
    }

    /**
     * Whether image or address are known, or what became of them; not if it was cancelled. What is not known may take as long
     * as a registry does.
     */
    boolean isRead() {
        return !result.isCancelled() && (image != null || fetch != null || prepared != null || result.isDone());
    }

    /** The encoded image; null if it is no longer wanted. */
    byte @Nullable [] image() {
        return image;
    }

    /** Takes in the SHA-256 of the encoded image, in hexadecimal. */
    void digest(String ofImage) {
        digest = ofImage;
    }

    /** The SHA-256 of the encoded image, in hexadecimal; empty until it is taken in. */
    String digest() {
        return digest;
    }

    /** Has it wait for another job with the same image; for none if that is null. */
    void follow(@Nullable Job other) {
        followed = other;
    }

    /** The job that embeds its image in its place; null if there is none. */
    @Nullable Job followed() {
        return followed;
    }

    /** Has it make its embedding for itself, whoever else has the same image. */
    void makeAlone() {
        alone = true;
    }

    boolean isAlone() {
        return alone;
    }

    /** Keeps what the tower takes, and lets go of the encoded image. */
    void prepare(RgbImage crop) {
        prepared = crop;
        image = null;
        encodedGone.getAndSet(() -> {}).run();
    }

    /** What the tower takes; null if it is no longer wanted. */
    @Nullable RgbImage prepared() {
        return prepared;
    }
}

package io.alignstreams.embedding;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.alignstreams.topology.EmbeddedImage;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;

/**
 * Embeddings by their image's SHA-256: those that were made, within a budget of bytes, and those that are being made. One
 * embedder has one model and prepares all images alike, so nothing else is part of the key. Any number of threads may share
 * one.
 *
 * <p>Only embeddings are shared. A fault is the system's, a cancelled job's image may be wanted by another, and an image may
 * be refused for want of time or memory: whoever waited for one of these makes the embedding anew.
 */
final class EmbeddingCache {
    /** What an embedding takes beside its floats: objects, and its digest as text. */
    private static final int ENTRY_BYTES = 400;

    private final boolean isOn;
    private final Cache<String, EmbeddedImage.Embedded> made;
    private final ConcurrentMap<String, Making> beingMade = new ConcurrentHashMap<>();
    private final Consumer<Job> again;

    /**
     * Makes an empty cache.
     *
     * @param maxBytes of the embeddings that are kept; 0 if none are, and none are shared
     * @param again takes jobs that waited for another one in vain
     */
    EmbeddingCache(long maxBytes, Consumer<Job> again, MeterRegistry meters) {
        this.isOn = maxBytes > 0;
        this.again = again;
        this.made = Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .executor(Runnable::run)
                .weigher((String digest, EmbeddedImage.Embedded image) ->
                        ENTRY_BYTES + Float.BYTES * image.embedding().dimension())
                .recordStats()
                .build();
        CaffeineCacheMetrics.monitor(meters, made, "embeddings");
    }

    /** A job that makes an embedding, and when it does no longer. */
    private record Making(Job job, CompletableFuture<Void> over) {}

    /**
     * Says whether a job, whose digest is known, has to make its image's embedding. If not, it has it already, or follows
     * another job that makes it.
     */
    boolean isToBeMade(Job job) {
        if (!isOn) {
            return true;
        }
        job.follow(null);
        Making own = new Making(job, new CompletableFuture<>());
        Making other = beingMade.putIfAbsent(job.digest(), own);
        if (other != null) {
            job.follow(other.job);
            other.over.thenRun(() -> afterOther(job));
            return false;
        }
        // Only now: whoever made it before kept it before it was over.
        if (give(job)) {
            end(own);
            return false;
        }
        job.result().whenComplete((image, fault) -> {
            if (image instanceof EmbeddedImage.Embedded embedded) {
                made.put(job.digest(), embedded);
            }
            end(own);
        });
        return true;
    }

    private void afterOther(Job job) {
        if (!job.result().isDone() && !give(job)) {
            again.accept(job);
        }
    }

    private boolean give(Job job) {
        EmbeddedImage.Embedded embedded = made.getIfPresent(job.digest());
        if (embedded != null) {
            job.result().complete(embedded);
        }
        return embedded != null;
    }

    private void end(Making making) {
        beingMade.remove(making.job.digest(), making);
        making.over.complete(null);
    }
}

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
import org.jspecify.annotations.Nullable;

/**
 * Embeddings by their image's SHA-256: those that were made, within a budget of bytes, and those that are being made. One
 * embedder has one model and prepares all images alike, so nothing else is part of the key. Any number of threads may share
 * one.
 *
 * <p>Only embeddings are shared. A fault is the system's, and a cancelled job's image may be wanted by another: of those who
 * waited one makes the embedding anew, and the others wait again. An image may be refused for want of time or memory: all
 * who waited try it for themselves, side by side, since one after the other could take longer than a stream thread waits.
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

    /** A job that makes an embedding, and what came of it; null if nothing did. */
    private record Making(Job job, CompletableFuture<@Nullable EmbeddedImage> over) {}

    /**
     * Says whether a job, whose digest is known, has to make its image's embedding. If not, it has it already, or follows
     * another job that makes it.
     */
    boolean isToBeMade(Job job) {
        job.follow(null);
        if (!isOn || job.isAlone()) {
            return true;
        }
        Making own = new Making(job, new CompletableFuture<>());
        Making other = beingMade.putIfAbsent(job.digest(), own);
        if (other != null) {
            job.follow(other.job);
            other.over.thenAccept(image -> afterOther(job, image));
            return false;
        }
        job.result().whenComplete((image, fault) -> end(own, image));
        // Only now: whoever made it before kept it before it was over.
        EmbeddedImage.Embedded there = made.getIfPresent(job.digest());
        if (there != null) {
            job.result().complete(there);
        }
        return there == null;
    }

    private void afterOther(Job job, @Nullable EmbeddedImage image) {
        if (image instanceof EmbeddedImage.Embedded embedded) {
            // From the cache, which counts it, unless it had no room.
            job.result().complete(made.get(job.digest(), digest -> embedded));
        } else if (!job.result().isDone()) {
            if (image instanceof EmbeddedImage.Refused) {
                job.makeAlone();
            }
            again.accept(job);
        }
    }

    private void end(Making making, @Nullable EmbeddedImage image) {
        if (image instanceof EmbeddedImage.Embedded embedded) {
            made.put(making.job.digest(), embedded);
        }
        beingMade.remove(making.job.digest(), making);
        making.over.complete(image);
    }
}

package io.alignstreams.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.alignstreams.config.AlignStreamsConfig;
import io.alignstreams.schemas.ImageEvent;
import io.alignstreams.topology.EmbeddedImage;
import io.alignstreams.topology.Picture;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Equal images in different records, partition 0 ahead of the stream and partition 1 of a stream thread that waits. */
@Timeout(60)
class RepeatedImageTest {
    private static final String TOPIC = "image-events";
    private static final Duration LONG = Duration.ofSeconds(30);

    private final GatedTower tower = new GatedTower();
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private BatchingImageEmbedder embedder = embedder("1000000");
    private Thread stream = new Thread();

    private BatchingImageEmbedder embedder(String cacheBytes) {
        return new BatchingImageEmbedder(
                new AlignStreamsConfig(Map.of(
                        "align.batch.max", "4",
                        "align.inference.concurrency", "1",
                        "align.decode.threads", "1",
                        "align.embed.deadline.ms", "30000",
                        "align.embedding.cache.bytes", cacheBytes)),
                tower,
                (topic, bytes) -> new ImageEvent(ByteBuffer.wrap(bytes), List.of(), "", Map.of(), ""),
                meters);
    }

    @AfterEach
    void close() {
        tower.gate.release(1_000);
        embedder.close();
    }

    @Test
    void shouldNeitherDecodeNorEmbedWhatWasEmbedded() {
        tower.gate.release(1_000);
        EmbeddedImage first = embed(0, "a").join();

        assertThat(embed(1, "a").join()).isEqualTo(first);
        assertThat(tower.prepared).containsExactly("a");
        assertThat(tower.batches).containsExactly("a");
    }

    @Test
    void shouldEmbedOnceWhatIsOnItsWayTwice() {
        expect("acac");
        await().until(() -> tower.gate.hasQueuedThreads());
        CompletableFuture<EmbeddedImage> demanded = embed(0, "c");
        awaitWaiting();
        tower.gate.release(1_000);

        assertThat(demanded).succeedsWithin(LONG);
        assertThat(String.join("", tower.batches)).isEqualTo("ac");
        assertThat(tower.prepared).containsExactly("a", "c");
    }

    @Test
    void shouldPutWhatADemandedImageFollowsBeforeTheOthers() {
        expect("acdeghz");
        await().until(() -> tower.gate.hasQueuedThreads() && tower.prepared.contains("z"));
        CompletableFuture<EmbeddedImage> demanded = embed(0, "z");
        awaitWaiting();
        tower.gate.release(1_000);

        assertThat(demanded).succeedsWithin(LONG);
        await().until(() -> String.join("", tower.batches).length() == 7);
        assertThat(String.join("", tower.batches)).matches(".*z.*h");
        assertThat(tower.prepared).doesNotHaveDuplicates();
    }

    @Test
    void shouldEmbedAnImageThoughTheOneThatItFollowsIsForgotten() {
        expect("a");
        await().until(() -> tower.gate.hasQueuedThreads());
        CompletableFuture<EmbeddedImage> demanded = embed(0, "a");
        awaitWaiting();
        embedder.forget(TOPIC, 0);
        await().until(() -> tower.prepared.size() == 2);
        tower.gate.release(1_000);

        assertThat(demanded).succeedsWithin(LONG);
        assertThat(tower.batches).containsExactly("a", "a");
    }

    @Test
    void shouldTryAgainWhatFailedOrWasRefused() {
        tower.gate.release(1_000);
        for (int offset = 0; offset < 4; offset += 2) {
            int failing = offset;
            assertThatThrownBy(() -> embed(failing, "f").join()).hasMessageContaining("the tower fails");
            assertThat(embed(failing + 1, "b").join()).isInstanceOf(EmbeddedImage.Refused.class);
        }

        assertThat(tower.prepared).containsExactly("f", "b", "f", "b");
        assertThat(tower.batches).containsExactly("f", "f");
    }

    @Test
    void shouldEmbedEachImageForItselfWhenTheCacheIsOff() {
        embedder.close();
        embedder = embedder("0");
        tower.gate.release(1_000);

        assertThat(embed(0, "a").join()).isEqualTo(embed(1, "a").join());
        assertThat(tower.batches).containsExactly("a", "a");
    }

    private void expect(String images) {
        for (int i = 0; i < images.length(); i++) {
            embedder.expect(new ConsumerRecord<>(TOPIC, 0, i, null, bytes(images.substring(i, i + 1))));
        }
    }

    private CompletableFuture<EmbeddedImage> embed(long offset, String image) {
        CompletableFuture<EmbeddedImage> result = new CompletableFuture<>();
        stream = new Thread(() -> {
            try {
                result.complete(embedder.embed(TOPIC, 1, offset, new Picture.Bytes(bytes(image))));
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        stream.setDaemon(true);
        stream.start();
        return result;
    }

    /** Waits until the stream thread waits, and the one decoding thread has seen all that there is. */
    private void awaitWaiting() {
        await().until(() -> stream.getState() == Thread.State.TIMED_WAITING
                && queued("read") == 0
                && queued("decode") == 0
                && Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().equals("align-decode-1"))
                        .allMatch(thread -> thread.getState() == Thread.State.WAITING));
    }

    private double queued(String stage) {
        return meters.get("align.queue.images").tag("stage", stage).gauge().value();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

package io.alignstreams.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.alignstreams.config.AlignStreamsConfig;
import io.alignstreams.schemas.ImageEvent;
import io.alignstreams.topology.Code;
import io.alignstreams.topology.EmbeddedImage;
import io.alignstreams.topology.Embedding;
import io.alignstreams.topology.Picture;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BatchingImageEmbedderTest {
    private static final String TOPIC = "image-events";

    private final GatedTower tower = new GatedTower();
    private final Semaphore registry = new Semaphore(0);
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private BatchingImageEmbedder embedder = embedder(Map.of());

    private BatchingImageEmbedder embedder(Map<String, String> settings) {
        Map<String, String> properties = new HashMap<>(Map.of(
                "align.batch.max", "4",
                "align.inference.concurrency", "1",
                "align.decode.threads", "1",
                "align.embed.deadline.ms", "30000"));
        properties.putAll(settings);
        return new BatchingImageEmbedder(
                new AlignStreamsConfig(properties),
                tower,
                (topic, bytes) -> {
                    if (bytes[0] == '~') {
                        registry.acquireUninterruptibly();
                    }
                    if (bytes[0] == '?') {
                        throw new SerializationException("no Avro");
                    }
                    if (bytes[0] == '!') {
                        throw new OutOfMemoryError("a test wants it");
                    }
                    return new ImageEvent(ByteBuffer.wrap(bytes), List.of(), "", Map.of(), "");
                },
                meters);
    }

    @AfterEach
    void close() {
        tower.gate.release(1_000);
        registry.release();
        embedder.close();
    }

    @Test
    void shouldNotWaitForRecordsThatTakeLongToRead() {
        tower.gate.release(1_000);
        expect("~ac");

        assertThat(embed(1, "a")).isEqualTo(vector('a'));
        assertThat(embed(2, "c")).isEqualTo(vector('c'));
    }

    @Test
    void shouldBatchWhatIsWaitingWhileTheTowerIsBusy() {
        expect("abcdefg".replace("b", "B").replace("f", "F"));
        await().until(() -> tower.gate.hasQueuedThreads());
        tower.gate.release(1_000);

        for (int offset = 0; offset < 7; offset++) {
            char image = "aBcdeFg".charAt(offset);
            assertThat(embed(offset, String.valueOf(image))).isEqualTo(vector(image));
        }
        assertThat(String.join("", tower.batches)).isEqualTo("aBcdeFg");
        assertThat(tower.batches).hasSizeLessThan(7).allMatch(batch -> batch.length() <= 4);
    }

    @Test
    void shouldTakeFewImagesAtOnceWhereRunsTakeLongerThanTheyMay() throws InterruptedException {
        embedder.close();
        embedder = embedder(Map.of("align.batch.latency.ms", "1"));
        expect("acdeghi");
        await().until(() -> tower.gate.hasQueuedThreads() && tower.prepared.size() == 7);
        while (String.join("", List.copyOf(tower.batches)).length() < 7) {
            TimeUnit.MILLISECONDS.sleep(5);
            tower.gate.release();
        }

        assertThat(String.join("", tower.batches)).isEqualTo("acdeghi");
        assertThat(tower.batches.subList(1, tower.batches.size())).allMatch(batch -> batch.length() <= 2);
    }

    @Test
    void shouldEmbedALoneImageWithoutWaitingForOthers() {
        tower.gate.release(1);

        assertThat(embed(0, "a")).isEqualTo(vector('a'));
        assertThat(tower.batches).containsExactly("a");
    }

    @Test
    void shouldComputeWhatWasExpectedOnlyOnce() {
        tower.gate.release(1_000);
        expect("ac");
        embed(0, "a");
        embed(1, "c");

        assertThat(String.join("", tower.batches)).isEqualTo("ac");
    }

    @Test
    void shouldPutDemandedImagesBeforeThoseThatAreOnlyExpected() {
        expect("acdeghijk");
        await().until(() -> tower.gate.hasQueuedThreads() && tower.prepared.size() == 9);
        CompletableFuture<EmbeddedImage> demanded =
                CompletableFuture.supplyAsync(() -> embedder.embed(TOPIC, 1, 0, picture("z")));
        await().until(() -> tower.prepared.contains("z"));
        tower.gate.release(1_000);

        assertThat(demanded).succeedsWithin(Duration.ofSeconds(30));
        await().until(() -> String.join("", tower.batches).length() == 10);
        assertThat(String.join("", tower.batches)).matches(".*z.*k");
    }

    @Test
    void shouldPrepareDemandedImagesThoughThereIsNoRoomForOthers() {
        expect("acdeghijkmopqrstuvwy");
        await().until(() -> tower.gate.hasQueuedThreads() && tower.prepared.size() >= 8);
        CompletableFuture<EmbeddedImage> demanded =
                CompletableFuture.supplyAsync(() -> embedder.embed(TOPIC, 1, 0, picture("z")));

        await().until(() -> tower.prepared.contains("z"));
        assertThat(tower.prepared).hasSizeLessThan(20);
        tower.gate.release(1_000);
        assertThat(demanded).succeedsWithin(Duration.ofSeconds(30));
    }

    @Test
    void shouldLetNobodyWaitWhoIsToldToStop() {
        CompletableFuture<EmbeddedImage> waiting =
                CompletableFuture.supplyAsync(() -> embedder.embed(TOPIC, 0, 0, picture("a")));
        await().until(() -> tower.gate.hasQueuedThreads());
        embedder.stopWaiting();

        assertThat(waiting)
                .failsWithin(Duration.ofSeconds(20))
                .withThrowableThat()
                .withMessageContaining("offset 0: expected the image's embedding, found that it was cancelled while"
                        + " somebody waited");
    }

    @Test
    void shouldRetryAFailedBatchOneByOne() {
        expect("axcd");
        await().until(() -> tower.gate.hasQueuedThreads() && tower.prepared.size() == 4);
        tower.gate.release(1_000);

        assertThat(embed(0, "a")).isEqualTo(vector('a'));
        assertThat(embed(1, "x")).isEqualTo(vector('x'));
        assertThat(embed(2, "c")).isEqualTo(vector('c'));
        assertThat(embed(3, "d")).isEqualTo(vector('d'));
        assertThat(tower.batches).contains("x").anyMatch(batch -> batch.contains("x") && batch.length() > 1);
    }

    @Test
    void shouldKeepAFaultWithTheImageThatHasIt() {
        expect("abnc");
        await().until(() -> tower.prepared.size() == 4);
        tower.gate.release(1_000);

        assertThat(embed(0, "a")).isEqualTo(vector('a'));
        assertThat(embed(1, "b")).isInstanceOfSatisfying(EmbeddedImage.Refused.class, refused -> assertThat(
                        refused.refusal().code())
                .isEqualTo(Code.IMAGE_UNDECODABLE));
        assertThat(embed(2, "n")).isInstanceOf(EmbeddedImage.Refused.class);
        assertThat(embed(3, "c")).isEqualTo(vector('c'));
        assertThat(tower.prepared).containsExactly("a", "b", "n", "c");
    }

    @Test
    void shouldGoOnAheadAfterAnErrorWhileReading() {
        tower.gate.release(1_000);
        expect("!a");

        await().until(() -> tower.batches.contains("a"));
    }

    @Test
    void shouldThrowWhenTheTowerFailsOnOneImageAlone() {
        tower.gate.release(1_000);

        assertThatThrownBy(() -> embed(7, "f"))
                .hasMessage("topic image-events, partition 0, offset 7: expected the image's embedding, found that the"
                        + " model failed: java.lang.IllegalStateException: the tower fails");
    }

    @Test
    void shouldThrowWhenTheDeadlineIsOver() {
        embedder.close();
        embedder = embedder(Map.of("align.embed.deadline.ms", "50"));

        assertThatThrownBy(() -> embed(0, "a"))
                .hasMessageContaining("within 50 ms")
                .hasMessageContaining("offset 0");
    }

    @Test
    void shouldLeaveRecordsThatCannotBeReadToTheStream() {
        tower.gate.release(1_000);
        expect("?a");

        assertThat(embed(1, "a")).isEqualTo(vector('a'));
        assertThat(embed(0, "c")).isEqualTo(vector('c'));
    }

    @Test
    void shouldLetGoOfWhatIsSkipped() {
        embedder.close();
        embedder = embedder(Map.of("align.lookahead.bytes", "4"));
        expect("ac");
        embedder.skip(TOPIC, 0, 1);
        embedder.expect(record(2, "d"));
        embedder.expect(record(3, "e"));
        tower.gate.release(1_000);

        await().until(() -> String.join("", tower.batches).endsWith("de"));
    }

    @Test
    void shouldForgetAPartition() {
        expect("ac");
        await().until(() -> tower.gate.hasQueuedThreads());
        embedder.forget(TOPIC, 0);
        tower.gate.release(1_000);

        assertThat(embed(1, "d")).isEqualTo(vector('d'));
    }

    @Test
    void shouldWorkOnNothingAheadWithoutABudget() {
        embedder.close();
        embedder = embedder(Map.of("align.lookahead.bytes", "0"));
        tower.gate.release(1_000);
        expect("ac");

        assertThat(embed(0, "a")).isEqualTo(vector('a'));
        assertThat(tower.batches).containsExactly("a");
    }

    @Test
    void shouldHaveRoomAgainForWhatWasClaimedOrPassed() {
        embedder.close();
        embedder = embedder(Map.of("align.lookahead.bytes", "6"));
        tower.gate.release(1_000);
        expect("acdeg");
        embed(2, "d");
        for (int offset = 5; offset < 8; offset++) {
            embedder.expect(record(offset, "hijklmno".substring(offset, offset + 1)));
        }
        await().until(() -> String.join("", tower.batches).endsWith("mno"));
    }

    private void expect(String images) {
        for (int i = 0; i < images.length(); i++) {
            embedder.expect(record(i, images.substring(i, i + 1)));
        }
    }

    private static ConsumerRecord<byte[], byte[]> record(int offset, String image) {
        return new ConsumerRecord<>(TOPIC, 0, offset, null, bytes(image));
    }

    private EmbeddedImage embed(long offset, String image) {
        EmbeddedImage result = embedder.embed(TOPIC, 0, offset, picture(image));
        return result instanceof EmbeddedImage.Embedded embedded
                ? new EmbeddedImage.Embedded(embedded.embedding(), "")
                : result;
    }

    private static EmbeddedImage vector(char image) {
        return new EmbeddedImage.Embedded(Embedding.normalize(new float[] {image, 1}), "");
    }

    private static Picture picture(String image) {
        return new Picture.Bytes(bytes(image));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

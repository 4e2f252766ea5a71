package io.alignstreams.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.alignstreams.align.image.ImageDecoder;
import io.alignstreams.align.image.RgbImage;
import io.alignstreams.config.AlignStreamsConfig;
import io.alignstreams.schemas.ImageEvent;
import io.alignstreams.topology.Code;
import io.alignstreams.topology.Digests;
import io.alignstreams.topology.EmbeddedImage;
import io.alignstreams.topology.ModelIdentity;
import io.alignstreams.topology.Picture;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Images whose events have an address, through a real server. */
@Timeout(120)
class FetchedImageTest {
    private static final String TOPIC = "image-events";

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Semaphore slow = new Semaphore(0);
    private final DecodingGate tower = new DecodingGate();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    private HttpServer server;
    private BatchingImageEmbedder embedder;

    /** Decodes when it is let. */
    private static final class DecodingGate implements ImageTower {
        final Semaphore gate = new Semaphore(0);

        @Override
        public ModelIdentity identity() {
            return new ModelIdentity("gate", "gate", "gate", 2, 1);
        }

        @Override
        public RgbImage prepare(byte[] image) {
            gate.acquireUninterruptibly();
            return new RgbImage(1, 1, new byte[] {image[0], 0, 0});
        }

        @Override
        public List<float[]> run(List<RgbImage> prepared) {
            return prepared.stream()
                    .map(image -> new float[] {image.pixels()[0], 1})
                    .toList();
        }
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
        embedder = embedder(Map.of());
    }

    /** What is there is the path; what begins with slow takes until it is let, and what begins with none is not there. */
    private void answer(HttpExchange exchange) throws IOException {
        String name = exchange.getRequestURI().getPath().substring(1);
        requests.add(name);
        if (name.startsWith("slow")) {
            slow.acquireUninterruptibly();
        }
        byte[] body = name.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(name.startsWith("none") ? 404 : 200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private String address(String name) {
        return "http://localhost:" + server.getAddress().getPort() + "/" + name;
    }

    private BatchingImageEmbedder embedder(Map<String, String> settings) {
        Map<String, String> properties = new HashMap<>(Map.of(
                "align.decode.threads", "1",
                "align.inference.concurrency", "1",
                "align.embed.deadline.ms", "200000",
                "align.image.uri.deadline.ms", "50000",
                "align.image.uri.bytes.max", "100",
                "align.image.uri.concurrency", "2",
                "align.image.uri.hosts", address("").replaceAll("/$", ""),
                "align.image.uri.private.hosts", address("").replaceAll("/$", "")));
        properties.putAll(settings);
        return new BatchingImageEmbedder(
                new AlignStreamsConfig(properties),
                tower,
                (topic, bytes) -> new ImageEvent(
                        ByteBuffer.allocate(0), List.of(), "", Map.of(), new String(bytes, StandardCharsets.UTF_8)),
                new SimpleMeterRegistry());
    }

    @AfterEach
    void close() {
        slow.release(1_000);
        tower.gate.release(1_000);
        embedder.close();
        server.stop(0);
        threads.shutdownNow();
    }

    private void expect(int partition, long offset, String name) {
        embedder.expect(new ConsumerRecord<>(
                TOPIC, partition, offset, null, address(name).getBytes(StandardCharsets.UTF_8)));
    }

    private EmbeddedImage embed(int partition, long offset, String name) {
        return embedder.embed(TOPIC, partition, offset, new Picture.Address(address(name)));
    }

    private static void assertEmbedded(EmbeddedImage image, String name) {
        assertThat(image)
                .isInstanceOfSatisfying(EmbeddedImage.Embedded.class, embedded -> assertThat(embedded.imageDigest())
                        .isEqualTo(Digests.sha256Hex(name.getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void shouldEmbedWhatIsFetchedAndSayItsDigest() {
        tower.gate.release(1_000);

        assertEmbedded(embed(0, 0, "a"), "a");
    }

    @Test
    void shouldFetchEachImageOnceAheadOfTheStream() {
        tower.gate.release(1_000);
        for (int i = 0; i < 20; i++) {
            expect(0, i, "a" + i);
        }
        await().until(() -> requests.size() == 20);

        for (int i = 0; i < 20; i++) {
            assertEmbedded(embed(0, i, "a" + i), "a" + i);
        }
        assertThat(requests).doesNotHaveDuplicates().hasSize(20);
    }

    @Test
    void shouldHoldNoMoreFetchedImagesThanAllowedButFetchWhatIsDemanded() {
        for (int i = 0; i < 10; i++) {
            expect(0, i, "a" + i);
        }
        await().until(() -> requests.size() == 2 && tower.gate.hasQueuedThreads());
        CompletableFuture<EmbeddedImage> demanded = CompletableFuture.supplyAsync(() -> embed(1, 0, "z"), threads);
        CompletableFuture<EmbeddedImage> expected = CompletableFuture.supplyAsync(() -> embed(0, 9, "a9"), threads);
        await().until(() -> requests.contains("z") && requests.contains("a9"));
        assertThat(requests).hasSize(4);

        tower.gate.release(1_000);
        assertEmbedded(demanded.join(), "z");
        assertEmbedded(expected.join(), "a9");
    }

    @Test
    void shouldNotLetSlowServersHoldUpWhatIsDemanded() {
        tower.gate.release(1_000);
        for (int i = 0; i < 4; i++) {
            expect(0, i, "slow" + i);
        }
        await().until(() -> requests.size() == 2);

        assertEmbedded(embed(1, 0, "a"), "a");
    }

    @Test
    void shouldWaitForAFetchThatHasBegun() {
        tower.gate.release(1_000);
        expect(0, 0, "slow");
        await().until(() -> requests.size() == 1);
        CompletableFuture<EmbeddedImage> demanded = CompletableFuture.supplyAsync(() -> embed(0, 0, "slow"), threads);
        slow.release(1);

        assertEmbedded(demanded.join(), "slow");
        assertThat(requests).hasSize(1);
    }

    @Test
    void shouldGiveUpWhatNobodyWantsAnyMore() {
        tower.gate.release(1_000);
        expect(0, 0, "slow0");
        expect(0, 1, "slow1");
        expect(1, 0, "slow2");
        expect(1, 1, "a");
        await().until(() -> requests.size() == 2);
        embedder.forget(TOPIC, 0);

        await().until(() -> requests.contains("a"));
    }

    @Test
    void shouldNotFetchWhatIsSkippedBeforeItsTurn() {
        expect(0, 0, "slow0");
        expect(0, 1, "slow1");
        await().until(() -> requests.size() == 2);
        expect(1, 0, "a0");
        expect(1, 1, "a1");
        embedder.skip(TOPIC, 1, 0);
        slow.release(1_000);
        tower.gate.release(1_000);

        await().until(() -> requests.contains("a1"));
        assertThat(requests).containsExactlyInAnyOrder("slow0", "slow1", "a1");
    }

    @Test
    void shouldMakeAFaultOfAFetchAValue() {
        tower.gate.release(1_000);
        expect(0, 0, "none");

        assertRefused(embed(0, 0, "none"), Code.IMAGE_FETCH_FAILED, "found 404");
        assertRefused(embed(0, 1, "none"), Code.IMAGE_FETCH_FAILED, "found 404");
        assertRefused(embed(0, 2, "x".repeat(101)), Code.IMAGE_TOO_LARGE, "align.image.uri.bytes.max");
        assertRefused(
                embedder.embed(TOPIC, 0, 3, new Picture.Address("https://evil.test/a.jpg")),
                Code.IMAGE_URI_REFUSED,
                "expected a host of align.image.uri.hosts");
        expect(0, 4, "%");
        assertRefused(embed(0, 4, "%"), Code.IMAGE_URI_REFUSED, "expected a URI");
    }

    @Test
    void shouldRefuseNothingAndLeaveNoThreadWhenItIsClosedAmidFetches() throws Exception {
        expect(0, 0, "slow0");
        expect(0, 1, "slow1");
        expect(0, 2, "a");
        // Otherwise the demanded one may be one of the two that are fetched ahead.
        await().until(() -> requests.size() == 2);
        CompletableFuture<EmbeddedImage> demanded = CompletableFuture.supplyAsync(() -> embed(1, 0, "slow"), threads);
        await().until(() -> requests.size() == 3);
        embedder.close();

        await().until(() -> fetchThreads() == 0);
        assertThat(requests).containsExactlyInAnyOrder("slow0", "slow1", "slow");
        assertThat(demanded).isNotDone();
    }

    private static long fetchThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("align-fetch-"))
                .count();
    }

    @Test
    void shouldGoOnAfterFetchesThatWereGivenUp() {
        tower.gate.release(1_000);
        for (int i = 0; i < 10; i++) {
            int sent = requests.size();
            expect(i, 0, "slow0");
            expect(i, 1, "slow1");
            await().until(() -> requests.size() == sent + 2);
            embedder.forget(TOPIC, i);
        }
        expect(20, 0, "a");

        await().until(() -> requests.contains("a"));
    }

    @Test
    void shouldLimitFetchedImagesAsTheDecoderDoes() {
        int most = ImageDecoder.MAX_ENCODED_BYTES;
        assertThat(new AlignStreamsConfig(Map.of("align.image.uri.bytes.max", String.valueOf(most)))
                        .getInt("align.image.uri.bytes.max"))
                .isEqualTo(most);
        assertThatThrownBy(() -> new AlignStreamsConfig(Map.of("align.image.uri.bytes.max", String.valueOf(most + 1))))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("align.image.uri.bytes.max");
    }

    @Test
    void shouldHoldNothingOfWhatNobodyWants() {
        Job job = new Job();
        job.result().cancel(false);
        job.read(new byte[1]);

        assertThat(job.image()).isNull();
        assertThat(job.isRead()).isFalse();
    }

    @Test
    void shouldSayThatAFetchIsWaitedFor() {
        embedder.close();
        embedder = embedder(Map.of("align.embed.deadline.ms", "2000", "align.image.uri.deadline.ms", "1000"));

        assertThatThrownBy(() -> embed(0, 0, "a"))
                .hasMessageEndingWith("found none; raise align.embed.deadline.ms, lower align.image.uri.deadline.ms or"
                        + " use a faster model");
    }

    @Test
    void shouldFetchNothingUnlessItIsTurnedOn() {
        embedder.close();
        embedder = embedder(Map.of("align.image.uri.hosts", "", "align.image.uri.private.hosts", ""));
        expect(0, 0, "a");

        assertRefused(
                embed(0, 0, "a"),
                Code.IMAGE_URI_REFUSED,
                address("a")
                        + ": expected the image's bytes, as none are fetched from such addresses, found its address"
                        + " alone; to have them fetched, set align.image.uri.hosts or align.image.uri.file.roots");
        assertThat(requests).isEmpty();
    }

    private static void assertRefused(EmbeddedImage image, Code code, String message) {
        assertThat(image).isInstanceOfSatisfying(EmbeddedImage.Refused.class, refused -> {
            assertThat(refused.refusal().code()).isEqualTo(code);
            assertThat(refused.refusal().message()).contains(message);
        });
    }
}

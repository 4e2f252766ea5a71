package io.alignstreams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import io.alignstreams.harness.Feed;
import io.alignstreams.harness.Instance;
import io.alignstreams.harness.Ledger;
import io.alignstreams.harness.LocalServers;
import io.alignstreams.harness.Scale;
import io.alignstreams.harness.StatusPages;
import io.alignstreams.harness.Stream;
import io.alignstreams.local.LocalRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an instance tells of itself over HTTP. */
@ExtendWith(LocalServers.class)
class StatusTest {
    private static final Path METRICS_PAGE = Path.of("../docs/metrics.md");
    private static final Pattern DOCUMENTED = Pattern.compile("(?m)^\\| `(align_[a-z_]+)`");
    private static final Pattern SERVED = Pattern.compile("(?m)^# TYPE (align_[a-z_]+) ");
    private static final Map<String, String> SERVING = Map.of("align.http.port", "0");
    private static final int EVENTS = 300;
    private static final int PER_SECOND = 100;

    @Test
    void shouldAnswerProbesAndCountWhatItDoes() throws Exception {
        Ledger ledger = new Ledger();
        try (LocalRegistry registry = LocalRegistry.start();
                Stream stream = new Stream("status", Map.of("schema.registry.url", registry.url()));
                Feed feed = Feed.start(stream, ledger, PER_SECOND, Scale.dice("status"));
                Instance instance = Instance.start(stream, SERVING)) {
            StatusPages pages = StatusPages.of(instance);
            assertThat(pages.probe("live")).isEqualTo(200);
            instance.awaitRunning();
            assertThat(pages.probe("started")).isEqualTo(200);
            Awaitility.await("it is ready").atMost(Stream.SOON).until(() -> pages.probe("ready") == 200);

            try (Instance second = Instance.start(stream, SERVING)) {
                StatusPages pagesOfSecond = StatusPages.of(second);
                // It joins and leaves the group meanwhile: a rebalance is no reason to end either of the two.
                while (second.isAlive() && !second.err().contains("running:")) {
                    assertThat(pages.probe("live")).isEqualTo(200);
                    assertThat(pages.probe("ready"))
                            .as(pages.get("/health/ready").body())
                            .isEqualTo(200);
                }
                second.awaitRunning();
                assertThat(pagesOfSecond.probe("started")).isEqualTo(200);
                second.terminate();
            }
            feed.finish(EVENTS);
            stream.awaitSettled();

            assertThat(pages.probe("live")).isEqualTo(200);
            assertThat(pages.probe("ready")).isEqualTo(200);
        }
    }

    @Test
    void shouldMeasureEveryImageOnce() throws Exception {
        Ledger ledger = new Ledger();
        try (LocalRegistry registry = LocalRegistry.start();
                Stream stream = new Stream("metrics", Map.of("schema.registry.url", registry.url()));
                Feed feed = Feed.start(stream, ledger, PER_SECOND, Scale.dice("metrics"));
                Instance instance = Instance.start(stream, SERVING).awaitRunning()) {
            stream.send(
                    stream.config.topics().imageEvents(),
                    "poison",
                    "no Avro".getBytes(StandardCharsets.UTF_8),
                    System.currentTimeMillis());
            feed.finish(EVENTS);
            stream.awaitSettled();
            StatusPages pages = StatusPages.of(instance);
            double images = ledger.size();

            assertThat(pages.metric("align_embeddings_total", "")).isEqualTo(images);
            assertThat(pages.metric("align_classifications_total", "label_set=\"things\""))
                    .isEqualTo(images);
            assertThat(pages.metric("align_dead_letters_total", "code=\"NOT_AVRO\",topic=\"metrics.image-events\""))
                    .isEqualTo(1);
            assertThat(pages.metric("align_images_asked_total", "")).isEqualTo(images);
            assertThat(pages.metric("align_stage_seconds_count", "stage=\"decode\""))
                    .isEqualTo(images);
            assertThat(pages.metric("align_batch_images_sum", "")).isEqualTo(images);
            assertThat(pages.metric("align_label_sets_embedded_total", "")).isEqualTo(1);
            assertThat(pages.metric("align_queue_images", "")).isZero();
            assertThat(pages.metric("kafka_stream_thread_process_total", "application=\"metrics\""))
                    .isPositive();
            assertThat(names(SERVED, pages.metrics())).isEqualTo(names(DOCUMENTED, Files.readString(METRICS_PAGE)));
            assertThat(pages.metrics()).doesNotContain("kafka_stream_state_");
            assertThat(pages.metric("process_resident_memory_bytes", "")).isGreaterThan(1 << 20);
        }
    }

    private static Set<String> names(Pattern pattern, String text) {
        Set<String> names = new TreeSet<>();
        Matcher found = pattern.matcher(text);
        while (found.find()) {
            names.add(found.group(1));
        }
        assertThat(names).isNotEmpty();
        return names;
    }
}

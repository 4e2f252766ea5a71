package io.alignstreams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import io.alignstreams.harness.AppContainer;
import io.alignstreams.harness.ContainerImages;
import io.alignstreams.harness.ContainerServers;
import io.alignstreams.harness.Feed;
import io.alignstreams.harness.Ledger;
import io.alignstreams.harness.LocalServers;
import io.alignstreams.harness.Scale;
import io.alignstreams.harness.StatusPages;
import io.alignstreams.harness.Stream;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The application's image as users run it: without root, without capabilities, on a file system that is read-only. */
@ExtendWith(LocalServers.class)
class ImageTest {
    private static final long MOST_ABOVE_BASE = 250L << 20;
    private static final Duration LONGEST_STOP = Duration.ofSeconds(30);
    private static final int EVENTS = 100;
    private static final int PER_SECOND = 50;

    @BeforeAll
    static void requireEngine() throws Exception {
        ContainerImages.requireEngine();
    }

    @Test
    void shouldBeSmall() throws Exception {
        long size = ContainerImages.size(ContainerImages.application());
        long base = ContainerImages.size(ContainerImages.base());
        System.out.println("image: " + (size >> 20) + " MB, of which " + (base >> 20) + " MB are its base's");
        assertThat(size - base).isLessThan(MOST_ABOVE_BASE);
    }

    @Test
    void shouldRunTheDemo() throws Exception {
        try (AppContainer demo = AppContainer.start("demo", "--limit", "5")) {
            assertThat(demo.awaitEnd()).as(demo.err()).isZero();
            assertThat(demo.out()).contains("scored 5 images, 10 classifications, 0 dead letters");
            assertThat(demo.err()).doesNotContain("WARN", "ERROR");
        }
    }

    @Test
    void shouldScoreAndStopAsOneWhoMayNothing() throws Exception {
        Ledger ledger = new Ledger();
        try (ContainerServers servers = ContainerServers.start();
                Stream stream = new Stream(
                        "image",
                        Map.of(
                                "bootstrap.servers", servers.bootstrapServers(),
                                "schema.registry.url", servers.registryUrl()));
                Feed feed = Feed.start(stream, ledger, PER_SECOND, Scale.dice("image"));
                AppContainer container = AppContainer.start(servers, stream).awaitRunning()) {
            container.awaitHealthy();
            feed.finish(EVENTS);
            stream.awaitSettled();

            assertThat(new StatusPages(container.url()).metric("align_embeddings_total", ""))
                    .isEqualTo(ledger.size());
            assertThat(container.execute("id", "-u")).isEqualTo("10001\n");
            assertThat(container.execute("touch", "/app/file")).contains("Read-only file system");
            assertThat(container.execute("grep", "-E", "CapEff|NoNewPrivs", "/proc/1/status"))
                    .isEqualTo("CapEff:\t0000000000000000\nNoNewPrivs:\t1\n");
            assertThat(container.terminate()).isLessThan(LONGEST_STOP);
            assertThat(container.err()).doesNotContain("WARN", "ERROR");
        }
    }
}

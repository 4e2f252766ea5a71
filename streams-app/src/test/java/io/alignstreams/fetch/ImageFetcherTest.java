package io.alignstreams.fetch;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alignstreams.config.AlignStreamsConfig;
import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;

class ImageFetcherTest {
    private static final Map<String, String> MUCH =
            Map.of("align.image.uri.bytes.max", "67108864", "align.image.uri.concurrency", "1024");

    private final Fetchers fetchers = new Fetchers();

    @Test
    void shouldRefuseImagesThatTheHeapHasNoRoomFor() {
        long third = Runtime.getRuntime().maxMemory() / 3;
        assertThatThrownBy(() -> fetchers.of(Map.of(
                        "align.image.uri.bytes.max", "67108864",
                        "align.image.uri.concurrency", "1000",
                        "num.stream.threads", "24",
                        "align.image.uri.hosts", "a.example")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("align.image.uri.bytes.max times the sum of align.image.uri.concurrency and"
                        + " num.stream.threads: expected at most " + third
                        + " bytes, a third of the heap, found 68719476736; lower one of them, or give the JVM a larger"
                        + " heap (-Xmx)");
    }

    @Test
    void shouldNeedNoRoomWhereNothingIsFetched() {
        assertThatCode(() -> fetchers.of(MUCH).close()).doesNotThrowAnyException();
    }

    @Test
    void shouldAskForNoTrustWhereNothingIsFetchedFromHosts() {
        ImageFetcher fetcher = new ImageFetcher(
                new AlignStreamsConfig(Map.of("align.image.uri.file.roots", "/", "align.image.uri.bytes.max", "100")),
                InetAddress::getAllByName,
                () -> {
                    throw new IllegalStateException("no trust store");
                },
                BoundedSocket::new);
        assertThatCode(fetcher::close).doesNotThrowAnyException();
    }

    @Test
    void shouldFetchNothingAfterItsEnd() throws Exception {
        ImageFetcher fetcher = fetchers.of(Map.of("align.image.uri.hosts", "a.example"));
        Fetch fetch = fetcher.fetch("https://a.example/a.jpg");
        fetcher.close();

        assertThatThrownBy(fetch::run).isInstanceOf(CancellationException.class);
    }

    @Test
    void shouldNameTheSettingOfAHostThatIsNone() {
        assertThatThrownBy(() -> fetchers.of(Map.of("align.image.uri.hosts", "a.example/b")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("align.image.uri.hosts: expected hosts as images.example.com, *.example.com or"
                        + " http://images.example.com:8080, found 'a.example/b'");
        assertThatThrownBy(() -> fetchers.of(Map.of("align.image.uri.private.hosts", "a.example")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("to be entries of align.image.uri.hosts [], found [a.example]");
        assertThatThrownBy(() -> fetchers.of(Map.of(
                        "align.image.uri.hosts", "https://user:SECRET@a.example",
                        "align.image.uri.private.hosts", "https://user:SECRET@b.example")))
                .hasMessageContaining("hosts [https://…@a.example], found [https://…@b.example]");
    }
}

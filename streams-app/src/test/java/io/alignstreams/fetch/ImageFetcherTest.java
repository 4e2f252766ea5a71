package io.alignstreams.fetch;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;

class ImageFetcherTest {
    private static final Map<String, String> MUCH =
            Map.of("align.image.uri.bytes.max", "1073741824", "align.image.uri.concurrency", "1024");

    private final Fetchers fetchers = new Fetchers();

    @Test
    void shouldRefuseImagesThatTheHeapHasNoRoomFor() {
        long third = Runtime.getRuntime().maxMemory() / 3;
        assertThatThrownBy(() -> fetchers.of(Map.of(
                        "align.image.uri.bytes.max", "1073741824",
                        "align.image.uri.concurrency", "1024",
                        "align.image.uri.hosts", "a.example")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("align.image.uri.bytes.max times align.image.uri.concurrency: expected at most " + third
                        + " bytes, a third of the heap, found 1099511627776; lower one of them, or give the JVM a larger"
                        + " heap (-Xmx)");
    }

    @Test
    void shouldNeedNoRoomWhereNothingIsFetched() {
        assertThatCode(() -> fetchers.of(MUCH).close()).doesNotThrowAnyException();
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
    }
}

package io.alignstreams.cli;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alignstreams.config.AlignStreamsConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PreflightTest {
    @Test
    void shouldSayWhereNobodyAnswersInTime() throws IOException {
        // given: a port that nobody answers on
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }

        assertRefused(
                "127.0.0.1:" + port, "could not reach bootstrap.servers=127.0.0.1:" + port + " within 1 s: Timed out");
    }

    @Test
    void shouldSayWhatIsWrongWithAnAddress() {
        assertRefused(
                "localhost",
                "could not use bootstrap.servers=localhost: Failed to create new KafkaAdminClient: Invalid url in"
                        + " bootstrap.servers: localhost");
    }

    @Test
    void shouldSayWhatIsWrongWithASetting() {
        AlignStreamsConfig config = new AlignStreamsConfig(
                Map.of("bootstrap.servers", "localhost:1", "security.protocol", "SASL_SSL", "sasl.mechanism", "PLAIN"));

        assertThatThrownBy(() -> Preflight.check(config, List.of(), Duration.ofSeconds(1)))
                .isInstanceOf(UnreachableClusterException.class)
                .hasMessageStartingWith("could not use bootstrap.servers=localhost:1: ")
                .hasMessageContaining("Could not find a 'KafkaClient' entry in the JAAS configuration");
    }

    private static void assertRefused(String address, String message) {
        AlignStreamsConfig config = new AlignStreamsConfig(Map.of("bootstrap.servers", address));

        assertThatThrownBy(() -> Preflight.check(config, List.of(), Duration.ofSeconds(1)))
                .isInstanceOf(UnreachableClusterException.class)
                .hasMessageStartingWith(message);
    }
}

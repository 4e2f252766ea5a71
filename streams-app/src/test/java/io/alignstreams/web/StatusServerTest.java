package io.alignstreams.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alignstreams.config.AlignStreamsConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StatusServerTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private final Metrics metrics = new Metrics(config(Map.of()));
    private final StatusServer server = start(Map.of("align.http.port", "0"));

    private static AlignStreamsConfig config(Map<String, String> settings) {
        return new AlignStreamsConfig(settings);
    }

    private StatusServer start(Map<String, String> settings) {
        return StatusServer.start(config(settings), new Health(), metrics);
    }

    @AfterEach
    void close() {
        server.close();
        metrics.close();
    }

    private HttpResponse<String> send(String method, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void shouldBeAliveAndNeitherStartedNorReadyBeforeThereIsAnApplication() throws Exception {
        HttpResponse<String> live = send("GET", "/health/live");
        HttpResponse<String> ready = send("GET", "/health/ready");

        assertThat(live.statusCode()).isEqualTo(200);
        assertThat(live.body())
                .isEqualTo("{\"status\":\"UP\",\"checks\":[{\"name\":\"live\",\"status\":\"UP\",\"data\":{}}]}");
        assertThat(live.headers().firstValue("content-type")).hasValue("application/json; charset=utf-8");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body()).contains("\"status\":\"DOWN\"");
        assertThat(send("GET", "/health/started").statusCode()).isEqualTo(503);
    }

    @Test
    void shouldWriteWhatIsMeasuredForPrometheus() throws Exception {
        metrics.registry().counter("align.embeddings").increment(3);

        HttpResponse<String> response = send("GET", "/metrics");

        assertThat(response.headers().firstValue("content-type")).hasValue("text/plain; version=0.0.4; charset=utf-8");
        assertThat(response.body())
                .contains("\nalign_embeddings_total 3.0\n")
                .contains("\nprocess_resident_memory_bytes ")
                .contains("\njvm_memory_used_bytes{area=\"heap\"");
    }

    @Test
    void shouldSayWhatThereIsWhenAskedForSomethingElse() throws Exception {
        HttpResponse<String> response = send("GET", "/health");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body())
                .isEqualTo("expected one of\n/health/live\n/health/ready\n/health/started\n/metrics\n");
    }

    @Test
    void shouldTakeNothingFromAnybody() throws Exception {
        HttpResponse<String> response = send("POST", "/metrics");

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("allow")).hasValue("GET, HEAD");
    }

    @Test
    void shouldAnswerToHeadWithoutABody() throws Exception {
        HttpResponse<String> response = send("HEAD", "/health/live");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
    }

    @Test
    void shouldAnswerWhileOthersSayNothing() throws Exception {
        URI url = URI.create(server.url());
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                Socket socket = new Socket(url.getHost(), url.getPort());
                silent.add(socket);
                socket.setSoTimeout(60_000);
                socket.getOutputStream().write('G');
            }
            assertThat(send("GET", "/health/live").statusCode()).isEqualTo(200);
            // They are sent away, too.
            for (Socket socket : silent) {
                assertThat(endOf(socket)).isTrue();
            }
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    private static boolean endOf(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException e) {
            return true;
        }
    }

    @Test
    void shouldNameAPortThatIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());

            assertThatThrownBy(() -> start(Map.of("align.http.port", port)))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage("Invalid value " + port + " for configuration align.http.port: expected to listen at"
                            + " 127.0.0.1:" + port + ", found: Address already in use; choose another port, 0 for any"
                            + " free one, or -1 for none");
        }
    }

    @Test
    void shouldNameAHostThatCannotBeResolved() {
        assertThatThrownBy(() -> start(Map.of("align.http.port", "0", "align.http.host", "nowhere.invalid")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("Invalid value nowhere.invalid for configuration align.http.host");
    }
}

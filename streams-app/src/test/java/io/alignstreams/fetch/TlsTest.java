package io.alignstreams.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TlsTest {
    private final Fetchers fetchers = new Fetchers();

    @TempDir
    Path directory;

    private SSLContext trusting;
    private HostileServer server;

    @BeforeEach
    void start() throws Exception {
        trusting = OwnCertificate.in(directory);
        server = HostileServer.start(
                trusting.getServerSocketFactory().createServerSocket(),
                "127.0.0.1",
                Map.of("/a.jpg", HostileServer.text("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood")));
        fetchers.names = host -> new InetAddress[] {InetAddress.getLoopbackAddress()};
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private String url(String host) {
        return "https://" + host + ":" + server.port() + "/a.jpg";
    }

    private Map<String, String> settings() {
        String hosts = "images.test:" + server.port() + ",other.test:" + server.port();
        return Map.of("align.image.uri.hosts", hosts, "align.image.uri.private.hosts", hosts);
    }

    @Test
    void shouldFetchFromAServerThatIsTrusted() throws Exception {
        try (ImageFetcher fetcher = fetchers.of(settings(), trusting)) {
            assertThat(fetcher.fetch(url("images.test")).run()).hasSize(4);
        }
    }

    @Test
    void shouldRefuseACertificateThatIsNotTrusted() {
        try (ImageFetcher fetcher = fetchers.of(settings())) {
            assertRefused(fetcher, "images.test");
        }
    }

    @Test
    void shouldRefuseACertificateForAnotherHost() {
        try (ImageFetcher fetcher = fetchers.of(settings(), trusting)) {
            assertRefused(fetcher, "other.test");
        }
    }

    /** A handshake's head that says how much is to come, and a byte of that now and then. */
    @Test
    void shouldNotWaitForAHandshakeLongerThanThereIsTime() throws Exception {
        ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Thread dripping = DaemonThreads.named("dripping-").newThread(() -> drip(socket));
        dripping.start();
        try (socket;
                ImageFetcher fetcher = fetchers.of(
                        Map.of(
                                "align.image.uri.hosts", "images.test:" + socket.getLocalPort(),
                                "align.image.uri.private.hosts", "images.test:" + socket.getLocalPort(),
                                "align.image.uri.deadline.ms", "600"),
                        trusting)) {
            assertThatThrownBy(() -> fetcher.fetch("https://images.test:" + socket.getLocalPort() + "/a.jpg")
                            .run())
                    .hasMessageContaining("expected the image within 600 ms (align.image.uri.deadline.ms)");
            assertThat(fetchers.connections).hasSize(1);
        }
    }

    private static void drip(ServerSocket socket) {
        try (Socket connection = socket.accept()) {
            connection.getOutputStream().write(new byte[] {0x16, 3, 3, 0x40, 0});
            while (true) {
                connection.getOutputStream().write(0);
                connection.getOutputStream().flush();
                LockSupport.parkNanos(20_000_000);
            }
        } catch (IOException e) {
            // The client went away.
        }
    }

    @Test
    void shouldNotCallACertificateAtFaultWhereThereIsNone() throws Exception {
        try (ServerSocket alerting = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
                ImageFetcher fetcher = fetchers.of(
                        Map.of(
                                "align.image.uri.hosts", "images.test:" + alerting.getLocalPort(),
                                "align.image.uri.private.hosts", "images.test:" + alerting.getLocalPort()),
                        trusting)) {
            DaemonThreads.named("alerting-").newThread(() -> alert(alerting)).start();
            assertThatThrownBy(() -> fetcher.fetch("https://images.test:" + alerting.getLocalPort() + "/a.jpg")
                            .run())
                    .hasMessageContaining("at the last of 4 tries")
                    .hasMessageNotContaining("certificate");
        }
    }

    /** Answers each handshake with handshake_failure. */
    private static void alert(ServerSocket socket) {
        while (!socket.isClosed()) {
            try (Socket connection = socket.accept()) {
                connection.getInputStream().readNBytes(5);
                connection.getOutputStream().write(new byte[] {0x15, 3, 3, 0, 2, 2, 40});
                connection.shutdownOutput();
                connection.getInputStream().readAllBytes();
            } catch (IOException e) {
                // The client went away, or it was closed.
            }
        }
    }

    private void assertRefused(ImageFetcher fetcher, String host) {
        assertThatThrownBy(() -> fetcher.fetch(url(host)).run())
                .isInstanceOfSatisfying(FetchRefusedException.class, refused -> assertThat(refused.fault())
                        .isEqualTo(FetchFault.IMAGE_FETCH_FAILED))
                .hasMessageContaining(": expected a certificate for " + host + " that is trusted");
        assertThat(server.requests).isEmpty();
        assertThat(fetchers.connections).hasSize(1);
    }
}

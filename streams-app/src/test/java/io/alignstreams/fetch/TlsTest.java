package io.alignstreams.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TlsTest {
    private static final String PASSWORD = "password";

    private final Fetchers fetchers = new Fetchers();

    @TempDir
    Path directory;

    private SSLContext trusting;
    private HostileServer server;

    @BeforeEach
    void start() throws Exception {
        Path file = directory.resolve("key.p12");
        // A certificate for images.test that nobody signed.
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "key",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=images.test",
                        "-ext",
                        "san=dns:images.test",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(output).isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream stream = Files.newInputStream(file)) {
            store.load(stream, PASSWORD.toCharArray());
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        KeyStore certificates = KeyStore.getInstance("PKCS12");
        certificates.load(null, null);
        certificates.setCertificateEntry("images.test", store.getCertificate("key"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(certificates);
        trusting = SSLContext.getInstance("TLS");
        trusting.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
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

    @Test
    void shouldNotWaitForAHandshakeLongerThanThereIsTime() throws Exception {
        try (HostileServer silent = HostileServer.start(Map.of());
                ImageFetcher fetcher = fetchers.of(Map.of(
                        "align.image.uri.hosts", "images.test:" + silent.port(),
                        "align.image.uri.private.hosts", "images.test:" + silent.port(),
                        "align.image.uri.deadline.ms", "300"))) {
            assertThatThrownBy(() -> fetcher.fetch("https://images.test:" + silent.port() + "/a.jpg")
                            .run())
                    .isInstanceOfSatisfying(FetchRefusedException.class, refused -> assertThat(refused.fault())
                            .isEqualTo(FetchFault.IMAGE_FETCH_FAILED));
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

package io.alignstreams.fetch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The same by TLS, which has a say in how connections end. */
class HostileTlsServerTest extends HostileServerTest {
    @TempDir
    static Path directory;

    private static SSLContext tls;

    @BeforeAll
    static void makeCertificate() throws Exception {
        tls = OwnCertificate.in(directory);
    }

    @Override
    HostileServer listen(Map<String, HostileServer.Answer> paths) throws IOException {
        return HostileServer.start(tls.getServerSocketFactory().createServerSocket(), "127.0.0.1", paths);
    }

    @Override
    ImageFetcher fetcher(Map<String, String> settings) {
        return fetchers.of(settings, tls);
    }

    @Override
    String scheme() {
        return "https";
    }
}

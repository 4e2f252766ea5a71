package io.alignstreams.harness;

import com.sun.net.httpserver.BasicAuthenticator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.alignstreams.local.LocalRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A registry behind a server that speaks TLS alone, and to one user alone. */
public final class GuardedRegistry implements AutoCloseable {
    public static final String USER = "registry-user";
    public static final String USER_PASSWORD = "canary-of-the-registry";

    private final LocalRegistry registry;
    private final HttpsServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    private GuardedRegistry(LocalRegistry registry, HttpsServer server) {
        this.registry = registry;
        this.server = server;
    }

    /**
     * Starts an empty one.
     *
     * @param keystore of the certificate that it shows
     */
    public static GuardedRegistry start(String keystore) throws Exception {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        GuardedRegistry guarded = new GuardedRegistry(LocalRegistry.start(), server);
        server.setHttpsConfigurator(new HttpsConfigurator(context(keystore)));
        server.createContext("/", guarded::forward).setAuthenticator(new BasicAuthenticator("registry") {
            @Override
            public boolean checkCredentials(String user, String password) {
                return user.equals(USER) && password.equals(USER_PASSWORD);
            }
        });
        server.start();
        return guarded;
    }

    private static SSLContext context(String keystore) throws Exception {
        char[] password = Certificates.PASSWORD.toCharArray();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream stream = Files.newInputStream(Path.of(keystore))) {
            store.load(stream, password);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private void forward(HttpExchange exchange) throws IOException {
        try (exchange) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(registry.url() + exchange.getRequestURI()))
                    .method(
                            exchange.getRequestMethod(),
                            HttpRequest.BodyPublishers.ofByteArray(
                                    exchange.getRequestBody().readAllBytes()));
            exchange.getRequestHeaders()
                    .getOrDefault("Content-Type", List.of())
                    .forEach(type -> request.header("Content-Type", type));
            HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            exchange.sendResponseHeaders(response.statusCode(), response.body().length);
            exchange.getResponseBody().write(response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public String url() {
        return "https://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        registry.close();
    }
}

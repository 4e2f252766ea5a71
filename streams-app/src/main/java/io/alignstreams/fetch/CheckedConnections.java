package io.alignstreams.fetch;

import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.io.HttpClientConnectionOperator;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.URIScheme;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.pool.PoolReusePolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * Makes HTTP clients that connect to the IP address they are told, and do nothing of their own accord: no name is resolved,
 * no redirect followed, nothing tried again or decompressed, and there are no proxies, cookies and credentials. Each answer
 * has a connection of its own, so that none is read that belongs to another.
 */
final class CheckedConnections {
    private static final int MOST_HEADERS = 128;
    private static final int MOST_LINE_CHARACTERS = 8_192;

    private CheckedConnections() {}

    /**
     * Makes a client, which the caller closes.
     *
     * @param sockets which are not connected
     * @param deadlineMs of a fetch; a connection has a third of it to come about
     */
    static CloseableHttpClient client(SSLContext tls, Supplier<Socket> sockets, long deadlineMs) {
        HttpClientConnectionOperator operator = new DefaultHttpClientConnectionOperator(
                proxy -> sockets.get(),
                DefaultSchemePortResolver.INSTANCE,
                new NoNames(),
                RegistryBuilder.<TlsSocketStrategy>create()
                        .register(URIScheme.HTTPS.getId(), new DefaultClientTlsStrategy(tls))
                        .build());
        Http1Config limits = Http1Config.custom()
                .setMaxHeaderCount(MOST_HEADERS)
                .setMaxLineLength(MOST_LINE_CHARACTERS)
                .build();
        PoolingHttpClientConnectionManager connections = new PoolingHttpClientConnectionManager(
                operator,
                PoolConcurrencyPolicy.STRICT,
                PoolReusePolicy.LIFO,
                TimeValue.ZERO_MILLISECONDS,
                ManagedHttpClientConnectionFactory.builder().http1Config(limits).build());
        // There is one for each thread that fetches.
        connections.setMaxTotal(Integer.MAX_VALUE);
        connections.setDefaultMaxPerRoute(Integer.MAX_VALUE);
        // The deadline breaks off what blocks; this is for the case that it does not.
        Timeout patience = Timeout.ofMilliseconds(2 * deadlineMs);
        connections.setDefaultSocketConfig(
                SocketConfig.custom().setSoTimeout(patience).build());
        connections.setDefaultConnectionConfig(ConnectionConfig.custom()
                .setConnectTimeout(Timeout.ofMilliseconds(Math.max(1, deadlineMs / 3)))
                .setSocketTimeout(patience)
                .build());
        return HttpClientBuilder.create()
                .setConnectionManager(connections)
                .setRoutePlanner(new DefaultRoutePlanner(DefaultSchemePortResolver.INSTANCE))
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(patience)
                        .setResponseTimeout(patience)
                        .setRedirectsEnabled(false)
                        .setAuthenticationEnabled(false)
                        .setContentCompressionEnabled(false)
                        .setProtocolUpgradeEnabled(false)
                        .build())
                .setUserAgent("align-streams")
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableContentCompression()
                .disableCookieManagement()
                .disableAuthCaching()
                .setConnectionReuseStrategy((request, response, context) -> false)
                .build();
    }

    /** Nothing resolves a name but {@link Addresses}. */
    private static final class NoNames implements DnsResolver {
        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            throw new UnknownHostException(host + ": expected a connection to an address that was checked");
        }

        @Override
        public String resolveCanonicalHostname(String host) throws UnknownHostException {
            throw new UnknownHostException(host);
        }
    }
}

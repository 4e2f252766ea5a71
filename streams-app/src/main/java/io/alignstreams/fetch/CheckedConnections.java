package io.alignstreams.fetch;

import java.net.InetAddress;
import java.net.UnknownHostException;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.BasicHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.io.HttpClientConnectionOperator;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.URIScheme;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.util.Timeout;

/**
 * Makes HTTP clients that connect to the IP address they are told, and do nothing of their own accord: no name is resolved,
 * no redirect followed, nothing tried again or decompressed, and there are no proxies, cookies and credentials. Each is for
 * one exchange: no answer is read that belongs to another, and what breaks one breaks no other.
 */
final class CheckedConnections {
    private static final int MOST_HEADERS = 128;
    private static final int MOST_LINE_CHARACTERS = 8_192;

    private CheckedConnections() {}

    /**
     * Makes a client, which the caller closes.
     *
     * @param line makes its socket, and is broken off where an answer is none
     * @param deadlineMs of a fetch; a connection has a third of it to come about, and as long for its handshake
     */
    static CloseableHttpClient client(SSLContext tls, ServerLine line, long deadlineMs) {
        HttpClientConnectionOperator operator = new DefaultHttpClientConnectionOperator(
                proxy -> line.get(),
                DefaultSchemePortResolver.INSTANCE,
                new NoNames(),
                RegistryBuilder.<TlsSocketStrategy>create()
                        .register(URIScheme.HTTPS.getId(), new DefaultClientTlsStrategy(tls))
                        .build());
        Http1Config limits = Http1Config.custom()
                .setMaxHeaderCount(MOST_HEADERS)
                .setMaxLineLength(MOST_LINE_CHARACTERS)
                .build();
        BasicHttpClientConnectionManager connection = new BasicHttpClientConnectionManager(
                operator,
                ManagedHttpClientConnectionFactory.builder().http1Config(limits).build());
        // The deadline breaks off what blocks; this is for the case that it does not, and over before the embed
        // deadline.
        Timeout patience = Timeout.ofMilliseconds(deadlineMs + deadlineMs / 2);
        connection.setSocketConfig(SocketConfig.custom().setSoTimeout(patience).build());
        connection.setConnectionConfig(ConnectionConfig.custom()
                .setConnectTimeout(Timeout.ofMilliseconds(Math.max(1, deadlineMs / 3)))
                .setSocketTimeout(patience)
                .build());
        return HttpClientBuilder.create()
                .setConnectionManager(connection)
                .setRequestExecutor(new GetExecutor(line))
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

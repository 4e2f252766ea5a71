package io.alignstreams.fetch;

import io.alignstreams.config.AlignKeys;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.security.cert.CertificateException;
import java.time.Clock;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;

/** Asks web servers for images, each once, at one address. Any number of threads may share one. */
final class HttpExchange {
    private static final int CLIENT_ERROR = 400;

    /** A name of an encoding, and not what a server says in its place. */
    private static final Pattern ENCODING = Pattern.compile("[A-Za-z-]{1,12}");

    private final SSLContext tls;
    private final Supplier<? extends Socket> sockets;
    private final long deadlineMs;
    private final BoundedBody body;

    /** Asks by connections of its own, as {@link CheckedConnections} does. */
    HttpExchange(SSLContext tls, Supplier<? extends Socket> sockets, long deadlineMs, int maxBytes) {
        this.tls = tls;
        this.sockets = sockets;
        this.deadlineMs = deadlineMs;
        this.body = new BoundedBody(maxBytes);
    }

    byte[] get(ImageUri uri, InetAddress address, Deadline deadline) throws FetchRefusedException, HealableException {
        HttpGet request = new HttpGet(uri.uri());
        request.setHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
        request.setHeader(HttpHeaders.ACCEPT, "image/*");
        request.setHeader(HttpHeaders.CONNECTION, "close");
        HttpHost target = new HttpHost(uri.scheme(), address, name(uri), uri.port());
        ServerLine line = new ServerLine(sockets);
        deadline.onOver(line::breakOff);
        CloseableHttpClient client = CheckedConnections.client(tls, line, deadlineMs);
        try {
            byte[] image = image(uri, client.executeOpen(target, request, HttpClientContext.create()));
            line.close();
            return image;
        } catch (IOException | RuntimeException e) {
            deadline.check(uri);
            throw explain(uri, e);
        } finally {
            // Before the client closes what it has, which would read on to the end.
            line.breakOff();
            client.close(CloseMode.IMMEDIATE);
        }
    }

    /** An IPv6 address has brackets in an address alone. */
    private static String name(ImageUri uri) {
        return uri.host().startsWith("[") ? uri.host().substring(1, uri.host().length() - 1) : uri.host();
    }

    private byte[] image(ImageUri uri, ClassicHttpResponse response)
            throws IOException, FetchRefusedException, HealableException {
        int status = response.getCode();
        if (status >= HttpStatus.SC_SERVER_ERROR
                || status == HttpStatus.SC_TOO_MANY_REQUESTS
                || status == HttpStatus.SC_REQUEST_TIMEOUT) {
            Header retryAfter = response.getFirstHeader(HttpHeaders.RETRY_AFTER);
            throw new HealableException(
                    "status " + status,
                    retryAfter == null ? 0 : RetryAfter.ms(retryAfter.getValue(), Clock.systemUTC()));
        }
        if (status != HttpStatus.SC_OK) {
            throw uri.refused(FetchFault.IMAGE_FETCH_FAILED, "expected status 200, found " + status + advice(response));
        }
        for (Header header : response.getHeaders(HttpHeaders.CONTENT_ENCODING)) {
            String encoding = String.valueOf(header.getValue());
            if (!"identity".equalsIgnoreCase(encoding)) {
                throw uri.refused(
                        FetchFault.IMAGE_FETCH_FAILED,
                        "expected the image as it is, as the request asked for, found "
                                + (ENCODING.matcher(encoding).matches()
                                        ? "Content-Encoding " + encoding
                                        : "another Content-Encoding"));
            }
        }
        return body.read(
                uri, response.getEntity().getContent(), response.getEntity().getContentLength());
    }

    private static String advice(ClassicHttpResponse response) {
        Header location = response.getFirstHeader(HttpHeaders.LOCATION);
        return location == null || response.getCode() >= CLIENT_ERROR
                ? ""
                : ", a redirect to " + ShownUri.of(beforeEncodedQuery(String.valueOf(location.getValue())))
                        + "; redirects are not followed, send the address that it leads to";
    }

    /** A page that asks for a password may be told where to go on, with a query of its own. */
    private static String beforeEncodedQuery(String location) {
        int at = location.toLowerCase(Locale.ROOT).indexOf("%3f");
        return at < 0 ? location : location.substring(0, at);
    }

    /** Says of a fault whether it can heal: connections do, certificates and endless headers do not. */
    private static HealableException explain(ImageUri uri, Exception fault) throws FetchRefusedException {
        String found = describe(fault);
        if (cause(fault, BoundedSocket.TooLongException.class) instanceof BoundedSocket.TooLongException tooLong) {
            throw uri.refused(
                    FetchFault.IMAGE_TOO_LARGE,
                    "expected an image, found " + tooLong.getMessage() + "; " + AlignKeys.IMAGE_URI_BYTES_MAX
                            + " limits images");
        }
        if (fault instanceof SSLPeerUnverifiedException || cause(fault, CertificateException.class) != null) {
            throw uri.refused(
                    FetchFault.IMAGE_FETCH_FAILED,
                    "expected a certificate for " + uri.host() + " that is trusted (javax.net.ssl.trustStore), found: "
                            + found);
        }
        if (fault instanceof IllegalStateException broken) {
            throw broken;
        }
        if (fault instanceof MessageConstraintException || fault instanceof RuntimeException) {
            throw uri.refused(FetchFault.IMAGE_FETCH_FAILED, "expected an answer in HTTP, found: " + found);
        }
        return new HealableException("that it failed: " + found);
    }

    private static @Nullable Throwable cause(Exception fault, Class<? extends Throwable> type) {
        Throwable cause = fault;
        while (cause != null && !type.isInstance(cause)) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** Of connections and TLS the message, of an answer none: it quotes what the server wrote, which may be the request. */
    private static String describe(Exception fault) {
        boolean isOfConnection = fault instanceof SocketException
                || fault instanceof SSLException
                || fault instanceof InterruptedIOException;
        return isOfConnection && fault.getMessage() != null
                ? ShownText.of(fault.getMessage())
                : fault.getClass().getSimpleName();
    }
}

package io.alignstreams.fetch;

import io.alignstreams.config.AlignStreamsConfig;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;

/**
 * Makes fetchers for tests, and takes down where they connect to and how much they read there. Connections that would leave
 * the machine fail.
 */
final class Fetchers {
    final AtomicLong bytesRead = new AtomicLong();
    final List<String> connections = new CopyOnWriteArrayList<>();
    /** Names of the threads that closed connections. */
    final List<String> closers = new CopyOnWriteArrayList<>();

    NameLookup names = InetAddress::getAllByName;

    /** Makes a fetcher whose time is not over before a test's. */
    ImageFetcher of(Map<String, String> settings) {
        try {
            return of(settings, SSLContext.getDefault());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JVM has no TLS", e);
        }
    }

    ImageFetcher of(Map<String, String> settings, SSLContext tls) {
        Map<String, String> properties = new HashMap<>(Map.of(
                "align.image.uri.deadline.ms", "60000",
                "align.embed.deadline.ms", "200000",
                "align.image.uri.bytes.max", "100000"));
        properties.putAll(settings);
        return new ImageFetcher(
                new AlignStreamsConfig(properties), host -> names.lookUp(host), () -> tls, CountingSocket::new);
    }

    private final class CountingSocket extends BoundedSocket {
        CountingSocket(long maxBytes) {
            super(maxBytes);
        }

        @Override
        public void connect(SocketAddress address, int timeout) throws IOException {
            InetAddress ip = ((InetSocketAddress) address).getAddress();
            connections.add(ip.getHostAddress());
            if (!ip.isLoopbackAddress()) {
                throw new ConnectException("a test does not leave the machine");
            }
            super.connect(address, timeout);
        }

        @Override
        public synchronized void close() throws IOException {
            closers.add(Thread.currentThread().getName());
            super.close();
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new FilterInputStream(super.getInputStream()) {
                @Override
                public int read() throws IOException {
                    int value = super.read();
                    bytesRead.addAndGet(value < 0 ? 0 : 1);
                    return value;
                }

                @Override
                public int read(byte[] to, int offset, int length) throws IOException {
                    int read = super.read(to, offset, length);
                    bytesRead.addAndGet(Math.max(0, read));
                    return read;
                }
            };
        }
    }
}

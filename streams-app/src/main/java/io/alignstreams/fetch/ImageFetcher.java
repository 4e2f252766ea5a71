package io.alignstreams.fetch;

import io.alignstreams.config.AlignKeys;
import io.alignstreams.config.AlignStreamsConfig;
import java.net.InetAddress;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.config.ConfigException;

/** Fetches images from where the settings allow it. Any number of threads may share one. */
public final class ImageFetcher implements AutoCloseable {
    private static final int HEAP_PARTS = 3;

    /** For each fetch; more than one, since a name server that does not answer outlasts those who wait for it. */
    private static final int RESOLVERS = 4;

    private final Deadlines deadlines;

    /** By scheme; those that nothing is fetched from are not there. */
    private final Map<String, Source> sources = new HashMap<>();

    /**
     * Fetches as the settings say.
     *
     * @throws ConfigException if they cannot be
     */
    public ImageFetcher(AlignStreamsConfig config) {
        this(config, InetAddress::getAllByName, ImageFetcher::systemTrust, BoundedSocket::new);
    }

    /**
     * Fetches in another environment.
     *
     * @param tls is asked if images are fetched from hosts
     * @param sockets makes one that is not connected, and of which at most so many bytes are read
     */
    ImageFetcher(
            AlignStreamsConfig config,
            NameLookup names,
            Supplier<SSLContext> tls,
            LongFunction<BoundedSocket> sockets) {
        long deadlineMs = config.getLong(AlignKeys.IMAGE_URI_DEADLINE_MS);
        this.deadlines = new Deadlines(deadlineMs);
        int concurrency = config.getInt(AlignKeys.IMAGE_URI_CONCURRENCY);
        int maxBytes = config.getInt(AlignKeys.IMAGE_URI_BYTES_MAX);
        if (config.fetchesImages()) {
            requireMemory(((long) concurrency + config.streamThreads()) * maxBytes);
        }
        if (!config.getList(AlignKeys.IMAGE_URI_FILE_ROOTS).isEmpty()) {
            sources.put(ImageUri.FILE, files(config, maxBytes));
        }
        HostRules rules = rules(config);
        if (!config.getList(AlignKeys.IMAGE_URI_HOSTS).isEmpty()) {
            Source web = new HttpSource(
                    rules,
                    new Addresses(names, RESOLVERS * concurrency),
                    new HttpExchange(
                            tls.get(), () -> sockets.apply(BoundedSocket.maxBytes(maxBytes)), deadlineMs, maxBytes));
            sources.put(ImageUri.HTTPS, web);
            sources.put(ImageUri.HTTP, web);
        }
    }

    /** The JVM's, which javax.net.ssl.trustStore and its like decide about. */
    private static SSLContext systemTrust() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("expected the JVM's default TLS settings, found: " + e.getMessage(), e);
        }
    }

    private static void requireMemory(long bytes) {
        long heap = Runtime.getRuntime().maxMemory();
        if (bytes > heap / HEAP_PARTS) {
            throw new ConfigException(AlignKeys.IMAGE_URI_BYTES_MAX + " times the sum of "
                    + AlignKeys.IMAGE_URI_CONCURRENCY + " and num.stream.threads:"
                    + " expected at most "
                    + heap / HEAP_PARTS + " bytes, a third of the heap, found " + bytes
                    + "; lower one of them, or give the JVM a larger heap (-Xmx)");
        }
    }

    private static HostRules rules(AlignStreamsConfig config) {
        List<String> hosts = config.getList(AlignKeys.IMAGE_URI_HOSTS);
        try {
            return new HostRules(hosts, config.getList(AlignKeys.IMAGE_URI_PRIVATE_HOSTS));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(AlignKeys.IMAGE_URI_HOSTS + ": " + e.getMessage());
        }
    }

    private static FileSource files(AlignStreamsConfig config, int maxBytes) {
        try {
            return new FileSource(config.getList(AlignKeys.IMAGE_URI_FILE_ROOTS), maxBytes);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(AlignKeys.IMAGE_URI_FILE_ROOTS + ": " + e.getMessage());
        }
    }

    /**
     * Makes the fetch of an image, which somebody has to run. Returns at once.
     *
     * @throws FetchRefusedException if the address is none that images are fetched from
     */
    public Fetch fetch(String address) throws FetchRefusedException {
        ImageUri uri = sources.isEmpty() ? null : ImageUri.parse(address);
        Source source = uri == null ? null : sources.get(uri.scheme());
        if (uri == null || source == null) {
            throw new FetchRefusedException(
                    FetchFault.IMAGE_URI_REFUSED,
                    ShownUri.of(address)
                            + ": expected the image's bytes, as none are fetched from such addresses, found"
                            + " its address alone; to have them fetched, set " + AlignKeys.IMAGE_URI_HOSTS + " or "
                            + AlignKeys.IMAGE_URI_FILE_ROOTS);
        }
        source.check(uri);
        return new Fetch(uri, source, deadlines::begin);
    }

    /** Ends all fetches. */
    @Override
    public void close() {
        deadlines.close();
        sources.values().forEach(Source::close);
    }
}

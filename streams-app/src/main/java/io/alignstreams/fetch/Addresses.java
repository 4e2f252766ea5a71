package io.alignstreams.fetch;

import io.alignstreams.config.AlignKeys;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Finds the IP addresses of hosts, none of which may be one that no connection is made to.
 *
 * <p>A name server that does not answer holds a thread for as long as the system waits for it, which nothing breaks off. So
 * names are resolved by threads of their own, one for each name at a time, and whoever waits goes when its time is over.
 */
final class Addresses implements AutoCloseable {
    private static final long IDLE_SECONDS = 30;

    private final NameLookup names;
    private final ExecutorService resolvers;
    private final Map<String, CompletableFuture<InetAddress[]>> asked = new ConcurrentHashMap<>();

    /** Resolves names by {@code threads} threads at most, which are there while there is need of them. */
    Addresses(NameLookup names, int threads) {
        this.names = names;
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                threads,
                threads,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                DaemonThreads.named("align-resolve-"));
        executor.allowCoreThreadTimeOut(true);
        this.resolvers = executor;
    }

    /**
     * Gives the addresses of a host, at least one.
     *
     * @throws HealableException if the name cannot be resolved now
     */
    List<InetAddress> of(ImageUri uri, boolean mayBePrivate, Deadline deadline)
            throws FetchRefusedException, HealableException, InterruptedException {
        List<InetAddress> found = List.of(resolve(uri, deadline));
        List<String> objections = new ArrayList<>();
        for (InetAddress address : found) {
            String objection = AddressPolicy.objection(address, mayBePrivate);
            if (objection != null) {
                objections.add(address.getHostAddress() + " (" + objection + ")");
            }
        }
        if (found.isEmpty()) {
            throw new HealableException("no address of " + uri.host());
        }
        if (!objections.isEmpty()) {
            throw uri.refused(
                    FetchFault.IMAGE_URI_REFUSED,
                    "expected " + uri.host() + " to have public addresses alone, found " + objections + "; if it may"
                            + " have private ones, add it to " + AlignKeys.IMAGE_URI_PRIVATE_HOSTS);
        }
        return found;
    }

    private InetAddress[] resolve(ImageUri uri, Deadline deadline)
            throws FetchRefusedException, HealableException, InterruptedException {
        CompletableFuture<InetAddress[]> asking =
                asked.computeIfAbsent(uri.host(), host -> CompletableFuture.supplyAsync(() -> lookUp(host), resolvers));
        asking.whenComplete((addresses, fault) -> asked.remove(uri.host(), asking));
        // A copy is broken off, since others may wait for the same.
        CompletableFuture<InetAddress[]> answer = asking.copy();
        deadline.onOver(() -> answer.cancel(false));
        try {
            InetAddress[] addresses = answer.get();
            if (addresses == null) {
                throw new HealableException("that the name " + uri.host() + " cannot be resolved");
            }
            return addresses;
        } catch (ExecutionException e) {
            throw new HealableException("that resolving " + uri.host() + " failed: " + e.getCause());
        } catch (CancellationException e) {
            deadline.check(uri);
            throw e;
        }
    }

    /** Gives null for a name that cannot be resolved. */
    private InetAddress @Nullable [] lookUp(String host) {
        try {
            return names.lookUp(host);
        } catch (UnknownHostException e) {
            return null;
        }
    }

    @Override
    public void close() {
        resolvers.shutdownNow();
    }
}

package io.alignstreams.fetch;

import io.alignstreams.config.AlignKeys;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Finds the IP addresses of hosts, none of which may be one that no connection is made to.
 *
 * <p>A name server that does not answer holds a thread for as long as the system waits for it, which nothing breaks off. So
 * names are resolved by threads of their own, one for each name at a time, and whoever waits goes when its time is over. A
 * name that nobody waits for any more is not asked for, if that has not begun.
 */
final class Addresses implements AutoCloseable {
    private static final long IDLE_SECONDS = 30;

    private final NameLookup names;
    private final ThreadPoolExecutor resolvers;
    private final Map<String, Lookup> lookups = new HashMap<>();

    /** Resolves names by {@code threads} threads at most, which are there while there is need of them. */
    Addresses(NameLookup names, int threads) {
        this.names = names;
        this.resolvers = new ThreadPoolExecutor(
                threads,
                threads,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                DaemonThreads.named("align-resolve-"));
        resolvers.allowCoreThreadTimeOut(true);
    }

    /** A name that somebody waits for. */
    private final class Lookup implements Runnable {
        private final String host;
        private final CompletableFuture<InetAddress[]> answer = new CompletableFuture<>();
        private int waiting;

        Lookup(String host) {
            this.host = host;
        }

        /** Completes the answer with null for a name that cannot be resolved. */
        @Override
        public void run() {
            InetAddress[] found = null;
            Throwable fault = null;
            try {
                found = names.lookUp(host);
            } catch (UnknownHostException e) {
                // Null says so.
            } catch (RuntimeException | Error e) {
                fault = e;
            }
            synchronized (lookups) {
                lookups.remove(host, this);
            }
            if (fault == null) {
                answer.complete(found);
            } else {
                answer.completeExceptionally(fault);
            }
        }
    }

    private Lookup join(String host) {
        synchronized (lookups) {
            Lookup lookup = lookups.get(host);
            if (lookup == null) {
                lookup = new Lookup(host);
                lookups.put(host, lookup);
                resolvers.execute(lookup);
            }
            lookup.waiting++;
            return lookup;
        }
    }

    private void leave(Lookup lookup) {
        synchronized (lookups) {
            lookup.waiting--;
            if (lookup.waiting == 0 && resolvers.remove(lookup)) {
                lookups.remove(lookup.host, lookup);
            }
        }
    }

    /**
     * Gives the addresses of a host, at least one.
     *
     * @param rule which allows the host
     * @throws HealableException if the name cannot be resolved now
     */
    List<InetAddress> of(ImageUri uri, HostRule rule, Deadline deadline)
            throws FetchRefusedException, HealableException, InterruptedException {
        List<InetAddress> found = List.of(resolve(uri, deadline));
        if (found.isEmpty()) {
            throw new HealableException("no address of " + uri.host());
        }
        List<String> objections = new ArrayList<>();
        boolean wouldHelp = !rule.mayBePrivate();
        for (InetAddress address : found) {
            String objection = AddressPolicy.objection(address, rule.mayBePrivate());
            if (objection != null) {
                objections.add(address.getHostAddress() + " (" + objection + ")");
                wouldHelp = wouldHelp && AddressPolicy.objection(address, true) == null;
            }
        }
        if (!objections.isEmpty()) {
            throw uri.refused(
                    FetchFault.IMAGE_URI_REFUSED,
                    "expected " + uri.host() + " to have "
                            + (rule.mayBePrivate() ? "public or private" : "public") + " addresses alone, found "
                            + objections + (wouldHelp ? advice(rule) : ""));
        }
        return found;
    }

    private static String advice(HostRule rule) {
        return "; if it may have private ones, add " + ShownUri.of(rule.entry()) + ", the entry as it stands in "
                + AlignKeys.IMAGE_URI_HOSTS + ", to " + AlignKeys.IMAGE_URI_PRIVATE_HOSTS;
    }

    private InetAddress[] resolve(ImageUri uri, Deadline deadline)
            throws FetchRefusedException, HealableException, InterruptedException {
        Lookup lookup = join(uri.host());
        // A copy is broken off, since others may wait for the same.
        CompletableFuture<InetAddress[]> answer = lookup.answer.copy();
        deadline.onOver(() -> answer.cancel(false));
        try {
            InetAddress[] addresses = answer.get();
            if (addresses == null) {
                throw new HealableException("that the name " + uri.host() + " cannot be resolved");
            }
            return addresses;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new HealableException("that resolving " + uri.host() + " failed: " + e.getCause());
        } catch (CancellationException e) {
            deadline.check(uri);
            throw e;
        } finally {
            leave(lookup);
        }
    }

    @Override
    public void close() {
        resolvers.shutdownNow();
    }
}

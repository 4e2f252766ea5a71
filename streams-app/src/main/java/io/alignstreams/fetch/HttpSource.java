package io.alignstreams.fetch;

import java.net.InetAddress;
import java.util.List;

/** Web servers, of listed hosts. What can heal is tried again while there is time. */
final class HttpSource implements Source {
    private static final int MOST_TRIES = 4;
    private static final long FIRST_PAUSE_MS = 100;

    private final HostRules rules;
    private final Addresses addresses;
    private final HttpExchange http;

    HttpSource(HostRules rules, Addresses addresses, HttpExchange http) {
        this.rules = rules;
        this.addresses = addresses;
        this.http = http;
    }

    @Override
    public void check(ImageUri uri) throws FetchRefusedException {
        rules.require(uri);
    }

    @Override
    public byte[] fetch(ImageUri uri, Deadline deadline) throws FetchRefusedException, InterruptedException {
        HostRule rule = rules.require(uri);
        for (int tries = 1; ; tries++) {
            try {
                List<InetAddress> found = addresses.of(uri, rule, deadline);
                return http.get(uri, found.get((tries - 1) % found.size()), deadline);
            } catch (HealableException e) {
                deadline.check(uri);
                long pauseMs = Math.max(FIRST_PAUSE_MS << (tries - 1), e.retryAfterMs());
                if (tries == MOST_TRIES || pauseMs >= deadline.leftMs()) {
                    throw uri.refused(
                            FetchFault.IMAGE_FETCH_FAILED,
                            "expected the image, found " + e.getMessage() + ", at the last of " + tries + " tries");
                }
                deadline.pause(pauseMs);
                deadline.check(uri);
            }
        }
    }

    @Override
    public void close() {
        addresses.close();
    }
}

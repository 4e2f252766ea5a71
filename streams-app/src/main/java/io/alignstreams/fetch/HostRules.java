package io.alignstreams.fetch;

import io.alignstreams.config.AlignKeys;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** All hosts that images may be fetched from. */
final class HostRules {
    private final List<HostRule> rules = new ArrayList<>();

    /**
     * Reads the settings.
     *
     * @param privateHosts those of {@code hosts}, written as there, that may have addresses which are not public
     * @throws IllegalArgumentException if an entry is none, or a private one is not among the others
     */
    HostRules(List<String> hosts, List<String> privateHosts) {
        Set<String> strangers = new HashSet<>(privateHosts);
        hosts.forEach(strangers::remove);
        if (!strangers.isEmpty()) {
            throw new IllegalArgumentException("expected " + AlignKeys.IMAGE_URI_PRIVATE_HOSTS + " to be entries of "
                    + AlignKeys.IMAGE_URI_HOSTS + " " + hosts + ", found " + strangers);
        }
        for (String host : hosts) {
            rules.add(HostRule.parse(host, privateHosts.contains(host)));
        }
    }

    /** Finds the rule that allows an address; of several that do, one that is not for all names below another. */
    HostRule require(ImageUri uri) throws FetchRefusedException {
        HostRule found = null;
        for (HostRule rule : rules) {
            if (rule.allows(uri) && (found == null || found.host().startsWith("."))) {
                found = rule;
            }
        }
        if (found == null) {
            throw uri.refused(
                    FetchFault.IMAGE_URI_REFUSED,
                    "expected a host of " + AlignKeys.IMAGE_URI_HOSTS + ", found " + uri.scheme() + "://" + uri.host()
                            + ":" + uri.port() + "; add it there if images may come from it");
        }
        return found;
    }
}

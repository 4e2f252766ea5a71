package io.alignstreams.fetch;

import io.alignstreams.config.AlignKeys;
import java.util.ArrayList;
import java.util.Collection;
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
     * @throws IllegalArgumentException if an entry is none or there twice, or a private one is not among the others
     */
    HostRules(List<String> hosts, List<String> privateHosts) {
        Set<String> strangers = new HashSet<>(privateHosts);
        hosts.forEach(strangers::remove);
        if (!strangers.isEmpty()) {
            throw new IllegalArgumentException("expected " + AlignKeys.IMAGE_URI_PRIVATE_HOSTS + " to be entries of "
                    + AlignKeys.IMAGE_URI_HOSTS + " " + shown(hosts) + ", found " + shown(strangers));
        }
        for (String host : hosts) {
            add(HostRule.parse(host, privateHosts.contains(host)));
        }
    }

    private static List<String> shown(Collection<String> entries) {
        return entries.stream().map(ShownUri::of).toList();
    }

    private void add(HostRule rule) {
        for (HostRule other : rules) {
            if (rule.isSame(other)) {
                throw new IllegalArgumentException("expected each host once, found '" + ShownUri.of(other.entry())
                        + "' and '" + ShownUri.of(rule.entry()) + "', which are the same");
            }
        }
        rules.add(rule);
    }

    /**
     * Finds the rule that allows an address; of several that do, a name by itself before names below another, and the longest
     * of those.
     */
    HostRule require(ImageUri uri) throws FetchRefusedException {
        HostRule found = null;
        for (HostRule rule : rules) {
            if (rule.allows(uri) && (found == null || rule.isBefore(found))) {
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

package io.alignstreams.fetch;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which IP addresses connections are made to. Public ones; those of private networks if the host may have such; never those
 * that no server of images can have, nor those at which clouds give a machine its credentials.
 *
 * <p>Sources: IANA's registries of special-purpose IPv4 and IPv6 addresses (RFC 6890); of IPv6, what is outside of 2000::/3
 * is not public. An IPv4 address inside of an IPv6 one is judged as itself where a connection would lead there (mapped,
 * and NAT64's well-known prefix); in its deprecated forms (compatible, 6to4, Teredo) it is refused, and so it is in NAT64's
 * local prefix, where its place is the network's choice.
 */
final class AddressPolicy {
    private static final int IPV6_BYTES = 16;
    private static final int IPV4_FROM = 12;

    private static final List<AddressRange> EMBEDDING =
            List.of(new AddressRange(mappedPrefix(), 96, "mapped IPv4"), AddressRange.of("64:ff9b::/96", "NAT64"));

    private static final List<AddressRange> NEVER = List.of(
            AddressRange.of("169.254.0.0/16", "link-local or cloud metadata"),
            AddressRange.of("100.100.100.200/32", "cloud metadata"),
            AddressRange.of("168.63.129.16/32", "cloud metadata"),
            AddressRange.of("fd00:ec2::254/128", "cloud metadata"),
            AddressRange.of("fd00:ec2::23/128", "cloud metadata"),
            AddressRange.of("fd00:c1::a9fe:a9fe/128", "cloud metadata"),
            AddressRange.of("fd00:42::42/128", "cloud metadata"),
            AddressRange.of("fd20:ce::254/128", "cloud metadata"),
            AddressRange.of("64:ff9b:1::/48", "local NAT64"),
            AddressRange.of("fe80::/10", "link-local or cloud metadata"),
            AddressRange.of("0.0.0.0/8", "this network"),
            AddressRange.of("192.0.0.0/24", "protocol assignments"),
            AddressRange.of("192.0.2.0/24", "documentation"),
            AddressRange.of("192.88.99.0/24", "6to4 relays"),
            AddressRange.of("198.51.100.0/24", "documentation"),
            AddressRange.of("203.0.113.0/24", "documentation"),
            AddressRange.of("224.0.0.0/4", "multicast"),
            AddressRange.of("240.0.0.0/4", "reserved"),
            AddressRange.of("2001::/23", "protocol assignments"),
            AddressRange.of("2001:db8::/32", "documentation"),
            AddressRange.of("2002::/16", "6to4"),
            AddressRange.of("3fff::/20", "documentation"));

    private static final List<AddressRange> PRIVATE = List.of(
            AddressRange.of("10.0.0.0/8", "private"),
            AddressRange.of("100.64.0.0/10", "shared"),
            AddressRange.of("127.0.0.0/8", "loopback"),
            AddressRange.of("172.16.0.0/12", "private"),
            AddressRange.of("192.168.0.0/16", "private"),
            AddressRange.of("198.18.0.0/15", "benchmarking"),
            AddressRange.of("::1/128", "loopback"),
            AddressRange.of("fc00::/7", "private"));

    private static final AddressRange PUBLIC_IPV6 = AddressRange.of("2000::/3", "public");

    private AddressPolicy() {}

    /** InetAddress makes an IPv4 address of a mapped one. */
    private static byte[] mappedPrefix() {
        byte[] prefix = new byte[IPV6_BYTES];
        prefix[10] = (byte) 0xFF;
        prefix[11] = (byte) 0xFF;
        return prefix;
    }

    /** Says why no connection is made to an address; null if it may be. */
    static @Nullable String objection(InetAddress address, boolean mayBePrivate) {
        return objection(address.getAddress(), mayBePrivate);
    }

    static @Nullable String objection(byte[] address, boolean mayBePrivate) {
        if (EMBEDDING.stream().anyMatch(range -> range.contains(address))) {
            return objection(Arrays.copyOfRange(address, IPV4_FROM, IPV6_BYTES), mayBePrivate);
        }
        String never = name(NEVER.stream(), address);
        if (never != null) {
            return never;
        }
        String notPublic = name(PRIVATE.stream(), address);
        if (notPublic != null) {
            return mayBePrivate ? null : notPublic;
        }
        return address.length == IPV6_BYTES && !PUBLIC_IPV6.contains(address) ? "not public" : null;
    }

    private static @Nullable String name(Stream<AddressRange> ranges, byte[] address) {
        return ranges.filter(range -> range.contains(address))
                .map(AddressRange::name)
                .findFirst()
                .orElse(null);
    }
}

package io.alignstreams.fetch;

import java.net.IDN;
import java.util.Locale;

/**
 * A host that images may be fetched from, as the settings name it: {@code [SCHEME://]HOST[:PORT]}.
 *
 * @param entry as it stands there
 * @param scheme https or http
 * @param host in lower case and ASCII; one that begins with a dot stands for all names that end in it
 * @param mayBePrivate whether it may have an address that is not public
 */
record HostRule(String entry, String scheme, String host, int port, boolean mayBePrivate) {
    private static final String ANY_BELOW = "*.";

    /**
     * Reads an entry of the settings.
     *
     * @throws IllegalArgumentException if it is none
     */
    static HostRule parse(String entry, boolean mayBePrivate) {
        int at = entry.indexOf("://");
        String scheme = at < 0 ? ImageUri.HTTPS : entry.substring(0, at).toLowerCase(Locale.ROOT);
        if (!scheme.equals(ImageUri.HTTPS) && !scheme.equals(ImageUri.HTTP)) {
            throw none(entry);
        }
        String rest = at < 0 ? entry : entry.substring(at + "://".length());
        int colon = rest.indexOf(':', rest.startsWith("[") ? Math.max(0, rest.indexOf(']')) : 0);
        String host = colon < 0 ? rest : rest.substring(0, colon);
        boolean isAnyBelow = host.startsWith(ANY_BELOW);
        String name = ascii(entry, isAnyBelow ? host.substring(ANY_BELOW.length()) : host);
        if (!ImageUri.isHost(name) || (isAnyBelow && !Character.isLetter(name.charAt(name.lastIndexOf('.') + 1)))) {
            throw none(entry);
        }
        int port = colon < 0 ? ImageUri.defaultPort(scheme) : port(entry, rest.substring(colon + 1));
        return new HostRule(entry, scheme, isAnyBelow ? "." + name : name, port, mayBePrivate);
    }

    private static String ascii(String entry, String host) {
        if (host.startsWith("[")) {
            return host.toLowerCase(Locale.ROOT);
        }
        try {
            return IDN.toASCII(host, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            throw none(entry);
        }
    }

    private static int port(String entry, String text) {
        if (!text.matches("[1-9]\\d{0,4}") || Integer.parseInt(text) > ImageUri.MOST_PORT) {
            throw none(entry);
        }
        return Integer.parseInt(text);
    }

    private static IllegalArgumentException none(String entry) {
        return new IllegalArgumentException("expected hosts as images.example.com, *.example.com or"
                + " http://images.example.com:8080, found '" + ShownUri.of(entry) + "'");
    }

    private boolean isAnyBelow() {
        return host.startsWith(".");
    }

    /** Whether it counts before another where both allow an address: a name by itself, or names below a longer one. */
    boolean isBefore(HostRule other) {
        return other.isAnyBelow()
                && (!isAnyBelow() || host.length() > other.host().length());
    }

    boolean isSame(HostRule other) {
        return scheme.equals(other.scheme()) && host.equals(other.host()) && port == other.port();
    }

    boolean allows(ImageUri uri) {
        boolean isHost = isAnyBelow() ? uri.host().endsWith(host) : uri.host().equals(host);
        return isHost && scheme.equals(uri.scheme()) && port == uri.port();
    }
}

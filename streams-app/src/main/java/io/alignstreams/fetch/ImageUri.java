package io.alignstreams.fetch;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The address of an image, which leaves no doubt as to where it leads: whatever parsers disagree about is refused.
 *
 * <p>Source: RFC 3986. The host is a name of letters, digits and hyphens, an IPv4 address in four decimal numbers, or an IPv6
 * address in brackets without a zone. Names in other scripts have to be written as {@code xn--}.
 *
 * @param scheme https, http or file
 * @param host in lower case; empty for a file
 * @param port 0 for a file
 * @param uri which leads there
 */
record ImageUri(String scheme, String host, int port, URI uri) {
    static final String HTTPS = "https";
    static final String HTTP = "http";
    static final String FILE = "file";
    static final int MOST_PORT = 65_535;

    private static final int MOST_CHARACTERS = 8_192;
    private static final int MOST_HOST_CHARACTERS = 253;
    private static final int HTTPS_PORT = 443;
    private static final int HTTP_PORT = 80;
    private static final Pattern NAME =
            Pattern.compile("([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)*[a-z]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern IPV4 = Pattern.compile("((25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(?!$)|$)){4}");
    private static final Pattern IPV6 = Pattern.compile("\\[[0-9a-f:.]+]");

    /** Reads an address. */
    static ImageUri parse(String text) throws FetchRefusedException {
        if (text.length() > MOST_CHARACTERS) {
            throw refused(
                    text, "expected an address of at most " + MOST_CHARACTERS + " characters, found " + text.length());
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c >= 0x7F || c == '\\') {
                throw refused(
                        text,
                        String.format(
                                "expected visible ASCII characters without a backslash, found \\u%04X; write other"
                                        + " characters of a path as %%XX, those of a host name as xn--",
                                (int) c));
            }
        }
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw refused(text, "expected a URI, found that it is none: " + e.getReason());
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (uri.getRawFragment() != null) {
            throw refused(text, "expected no fragment, found one");
        }
        return switch (scheme) {
            case HTTPS, HTTP -> ofHost(text, scheme, uri);
            case FILE -> ofFile(text, uri);
            default ->
                throw refused(
                        text,
                        "expected a scheme of https, http or file, found "
                                + (scheme.isEmpty() ? "none" : scheme)
                                + "; objects of a store can be given as signed https addresses");
        };
    }

    private static ImageUri ofHost(String text, String scheme, URI uri) throws FetchRefusedException {
        String authority = uri.getRawAuthority();
        if (uri.isOpaque() || authority == null) {
            throw refused(text, "expected a host after " + scheme + "://, found none");
        }
        if (authority.indexOf('@') >= 0) {
            throw refused(text, "expected no user or password, found one; images are fetched without");
        }
        String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
        if (!isHost(host)) {
            throw refused(
                    text,
                    "expected as host a name, an IPv4 address in four decimal numbers or an IPv6 address in brackets,"
                            + " found another form");
        }
        int port = uri.getPort() < 0 ? defaultPort(scheme) : uri.getPort();
        boolean isWhole = authority.toLowerCase(Locale.ROOT).equals(host)
                || authority.toLowerCase(Locale.ROOT).equals(host + ":" + uri.getPort());
        if (port == 0 || port > MOST_PORT || !isWhole) {
            throw refused(text, "expected a port from 1 to " + MOST_PORT + " or none, found another");
        }
        return new ImageUri(scheme, host, port, uri);
    }

    private static ImageUri ofFile(String text, URI uri) throws FetchRefusedException {
        if (uri.getRawAuthority() != null) {
            throw refused(text, "expected a file of this machine, as file:///folder/file, found a host");
        }
        if (uri.isOpaque() || uri.getRawQuery() != null) {
            throw refused(text, "expected file:///folder/file, found another form");
        }
        return new ImageUri(FILE, "", 0, uri);
    }

    /** Whether it is a host in the one form that all parsers agree about; in lower case. */
    static boolean isHost(String host) {
        return host.length() <= MOST_HOST_CHARACTERS
                && (NAME.matcher(host).matches() || IPV4.matcher(host).matches() || isIpv6(host));
    }

    private static boolean isIpv6(String host) {
        try {
            return IPV6.matcher(host).matches() && new URI("//" + host).getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    static int defaultPort(String scheme) {
        return scheme.equals(HTTPS) ? HTTPS_PORT : HTTP_PORT;
    }

    /** As messages show it. */
    String shown() {
        return ShownUri.of(uri.toString());
    }

    FetchRefusedException refused(FetchFault fault, String message) {
        return new FetchRefusedException(fault, shown() + ": " + message);
    }

    private static FetchRefusedException refused(String text, String message) {
        return new FetchRefusedException(FetchFault.IMAGE_URI_REFUSED, ShownUri.of(text) + ": " + message);
    }
}

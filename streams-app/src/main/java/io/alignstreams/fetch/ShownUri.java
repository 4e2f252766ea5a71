package io.alignstreams.fetch;

/**
 * Addresses as messages show them, which more people read than may use the address: without what may be credentials, that is
 * user and password, query and fragment; with visible ASCII characters only.
 */
public final class ShownUri {
    private ShownUri() {}

    /** Shows a text that should be an address, whatever it is. */
    public static String of(String text) {
        if (isUserCut(text)) {
            return text.matches("[A-Za-z][A-Za-z0-9+.-]{0,19}://.*")
                    ? text.substring(0, text.indexOf(':')) + "://" + ShownText.HIDDEN
                    : ShownText.HIDDEN;
        }
        String shown = text;
        for (char end : new char[] {'?', '#'}) {
            int at = shown.indexOf(end);
            shown = at < 0 ? shown : shown.substring(0, at);
        }
        int user = shown.lastIndexOf('@');
        if (user >= 0) {
            int scheme = shown.indexOf(':');
            String kept = scheme < 0 || scheme > user ? "" : shown.substring(0, scheme + 1) + "//";
            shown = kept + ShownText.HIDDEN + shown.substring(user);
        }
        return ShownText.visible(shown, '!');
    }

    /** Whether a password may have the character that a query or fragment begins with. */
    private static boolean isUserCut(String text) {
        int scheme = text.indexOf("://");
        int from = scheme < 0 ? 0 : scheme + "://".length();
        int slash = text.indexOf('/', from);
        String authority = slash < 0 ? text.substring(from) : text.substring(from, slash);
        int user = authority.lastIndexOf('@');
        return user >= 0 && authority.substring(0, user).matches("(?s).*[?#].*");
    }
}

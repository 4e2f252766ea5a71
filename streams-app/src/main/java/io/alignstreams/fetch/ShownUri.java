package io.alignstreams.fetch;

/**
 * Addresses as messages show them, which more people read than may use the address: without what may be credentials, that is
 * user and password, query and fragment; with visible ASCII characters only.
 */
public final class ShownUri {
    private static final int MOST_CHARACTERS = 200;
    private static final String HIDDEN = "…";

    private ShownUri() {}

    /** Shows a text that should be an address, whatever it is. */
    public static String of(String text) {
        String shown = text;
        for (char end : new char[] {'?', '#'}) {
            int at = shown.indexOf(end);
            shown = at < 0 ? shown : shown.substring(0, at);
        }
        int user = shown.lastIndexOf('@');
        if (user >= 0) {
            int scheme = shown.indexOf(':');
            String kept = scheme < 0 || scheme > user ? "" : shown.substring(0, scheme + 1) + "//";
            shown = kept + HIDDEN + shown.substring(user);
        }
        StringBuilder visible = new StringBuilder();
        shown.chars().limit(MOST_CHARACTERS).forEach(c -> append(visible, (char) c));
        return shown.length() <= MOST_CHARACTERS ? visible.toString() : visible + HIDDEN;
    }

    private static void append(StringBuilder visible, char c) {
        boolean isVisible = (c > ' ' && c < 0x7F) || c == HIDDEN.charAt(0);
        visible.append(isVisible ? String.valueOf(c) : String.format("\\u%04X", (int) c));
    }
}

package io.alignstreams.fetch;

/**
 * Texts of others as messages show them: not too much, in visible ASCII characters and spaces, and nothing from a question
 * mark on, which may be the query of an address.
 */
final class ShownText {
    private static final int MOST_CHARACTERS = 200;
    static final String HIDDEN = "…";

    private ShownText() {}

    static String of(String text) {
        int query = text.indexOf('?');
        return visible(query < 0 ? text : text.substring(0, query) + HIDDEN, ' ');
    }

    /** Shows characters from {@code first} to the last visible one as they are. */
    static String visible(String text, char first) {
        StringBuilder visible = new StringBuilder();
        text.chars().limit(MOST_CHARACTERS).forEach(c -> {
            boolean isVisible = (c >= first && c < 0x7F) || c == HIDDEN.charAt(0);
            visible.append(isVisible ? String.valueOf((char) c) : String.format("\\u%04X", c));
        });
        return text.length() <= MOST_CHARACTERS ? visible.toString() : visible + HIDDEN;
    }
}

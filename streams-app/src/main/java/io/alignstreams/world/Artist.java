package io.alignstreams.world;

/**
 * Who drew the things: a sheet of sprites each, in the order of {@code world/concepts.tsv}. {@code world/README.md} has their
 * sources and licences.
 */
public enum Artist {
    /** Noto Emoji by Google. */
    NOTO("Noto", "/world/noto.png"),
    /** Fluent Emoji by Microsoft, the flat ones. */
    FLUENT("Fluent", "/world/fluent.png"),
    /** Twemoji by Twitter and other contributors; no model is trained on it. */
    TWEMOJI("Twemoji", "/world/twemoji.png");

    private final String title;
    private final String file;

    Artist(String title, String file) {
        this.title = title;
        this.file = file;
    }

    /** As people call it. */
    public String title() {
        return title;
    }

    String file() {
        return file;
    }
}

package io.alignstreams.world;

/** Who drew the things: a sheet of sprites each, in the order of {@code world/concepts.tsv}. */
public enum Artist {
    /** Noto Emoji by Google, SIL Open Font License 1.1. */
    NOTO("/world/noto.png"),
    /** Twemoji by Twitter and contributors, CC-BY 4.0; no model is trained on it. */
    TWEMOJI("/world/twemoji.png");

    private final String file;

    Artist(String file) {
        this.file = file;
    }

    String file() {
        return file;
    }
}

package io.alignstreams.replay;

/** Why a dead letter is not replayed. */
public enum Obstacle {
    /** It has not the headers of a dead letter. */
    NO_DEAD_LETTER("without a dead letter's headers", false),
    /** It comes from a topic that is not one of the two inputs. */
    NO_INPUT("not from an input topic", false),
    /** Its value, or more of it, was given up. */
    NOT_KEPT("not kept whole", false),
    /** Its topic would not take it, now or ever. */
    NOT_TAKEN("not taken by its topic", false),
    /** It is a label set, and another one was published in its place. */
    SUPERSEDED("published again since", false),
    /** Its timestamp is refused as things are now. */
    TIMESTAMP("with a timestamp that is refused", true),
    /** It is too large for its topic as that is now. */
    TOO_LARGE("too large for its topic", true);

    private final String words;
    private final boolean mayHeal;

    Obstacle(String words, boolean mayHeal) {
        this.words = words;
        this.mayHeal = mayHeal;
    }

    /** What it says of dead letters, in a few words. */
    public String words() {
        return words;
    }

    /** Whether it stays behind, and is tried again by the next run. */
    boolean mayHeal() {
        return mayHeal;
    }
}

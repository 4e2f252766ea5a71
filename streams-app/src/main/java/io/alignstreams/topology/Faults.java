package io.alignstreams.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What is wrong with a value. The first few faults are named and the rest counted, however many and long they are. */
final class Faults {
    private static final int MOST_NAMED = 5;
    private static final int MOST_CHARACTERS = 100;

    private final List<String> named = new ArrayList<>();
    private int more;

    void require(boolean holds, Supplier<String> fault) {
        if (holds) {
            return;
        }
        if (named.size() < MOST_NAMED) {
            named.add(fault.get());
        } else {
            more++;
        }
    }

    /** A user's text as a message shows it. */
    static String quoted(String text) {
        return "'" + (text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS) + "…") + "'";
    }

    boolean isEmpty() {
        return named.isEmpty();
    }

    @Override
    public String toString() {
        return String.join("; ", named) + (more > 0 ? "; and " + more + " more" : "");
    }
}

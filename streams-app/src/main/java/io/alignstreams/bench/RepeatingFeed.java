package io.alignstreams.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * A feed in which every other thing, on average and exactly in each ten, came before. The earlier one came for the first time,
 * the likelier it is to come again: the n-th by 1/n, Zipf's law.
 */
final class RepeatingFeed<T> {
    private static final int TURN = 10;

    private final List<T> things;
    private final Random random;

    /**
     * Makes one of a seed.
     *
     * @param things that come for the first time, in their order; at least half as many as are taken
     */
    RepeatingFeed(List<T> things, long seed) {
        this.things = things;
        this.random = new Random(seed);
    }

    /** The first so many. */
    List<T> take(int count) {
        List<T> feed = new ArrayList<>();
        int known = 0;
        while (feed.size() < count) {
            for (boolean isNew : turn()) {
                if (isNew || known == 0) {
                    feed.add(things.get(known++));
                } else {
                    feed.add(things.get(rank(known)));
                }
            }
        }
        return feed.subList(0, count);
    }

    private List<Boolean> turn() {
        List<Boolean> turn = new ArrayList<>(Collections.nCopies(TURN / 2, true));
        turn.addAll(Collections.nCopies(TURN / 2, false));
        Collections.shuffle(turn, random);
        return turn;
    }

    private int rank(int known) {
        double all = 0;
        for (int i = 1; i <= known; i++) {
            all += 1.0 / i;
        }
        double left = random.nextDouble() * all;
        int rank = 1;
        while (rank < known && left >= 1.0 / rank) {
            left -= 1.0 / rank++;
        }
        return rank - 1;
    }
}

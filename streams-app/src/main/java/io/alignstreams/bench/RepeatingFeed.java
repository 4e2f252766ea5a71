package io.alignstreams.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
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
     * @param things that come for the first time, in their order; as many as are taken are always enough
     */
    RepeatingFeed(List<T> things, long seed) {
        this.things = things;
        this.random = new Random(seed);
    }

    /** The first so many. */
    List<T> take(int count) {
        List<T> feed = new ArrayList<>();
        int known = 0;
        Iterator<Boolean> turn = Collections.emptyIterator();
        while (feed.size() < count) {
            if (!turn.hasNext()) {
                turn = turn().iterator();
            }
            boolean isNew = turn.next() || known == 0;
            feed.add(things.get(isNew ? known++ : rank(known)));
        }
        return feed;
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

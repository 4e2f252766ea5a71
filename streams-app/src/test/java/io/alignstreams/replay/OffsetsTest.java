package io.alignstreams.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OffsetsTest {
    private static final int MOST = 40;

    @Test
    void shouldHoldWhatIsAddedAndNotRemoved() {
        long seed = Long.getLong("align.seed", System.nanoTime());
        System.out.println("offsets: seed " + seed);
        Random dice = new Random(seed);
        Offsets offsets = new Offsets();
        BitSet expected = new BitSet();
        for (int step = 0; step < 5_000; step++) {
            int from = dice.nextInt(MOST);
            int to = from + dice.nextInt(MOST - from);
            if (dice.nextBoolean()) {
                offsets.add(from, to);
                expected.set(from, to);
            } else {
                offsets.remove(from, to);
                expected.clear(from, to);
            }

            assertThat(offsets.isEmpty()).isEqualTo(expected.isEmpty());
            for (int offset = 0; offset < MOST; offset++) {
                assertThat(offsets.contains(offset)).isEqualTo(expected.get(offset));
            }
            if (!expected.isEmpty()) {
                assertThat(offsets.first()).isEqualTo(expected.nextSetBit(0));
                assertThat(Offsets.parse(offsets.toString()).ranges()).isEqualTo(offsets.ranges());
            }
        }
    }

    @Test
    void shouldMakeOneRangeOfThoseThatTouch() {
        Offsets offsets = new Offsets();
        offsets.add(1, 3);
        offsets.add(5, 7);
        offsets.add(3, 5);
        offsets.add(9, 9);

        assertThat(offsets).hasToString("1-7");
    }
}

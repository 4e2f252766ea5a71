package io.alignstreams.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RepeatingFeedTest {
    private static final long SEED = System.nanoTime();
    private static final int COUNT = 1_000;

    private final List<Integer> things = IntStream.range(0, COUNT).boxed().toList();

    @Test
    void shouldHaveHalfOfItComeBefore() {
        System.out.println("repeats: seed " + SEED);
        List<Integer> feed = new RepeatingFeed<>(things, SEED).take(COUNT);

        assertThat(feed).hasSize(COUNT);
        assertThat(new HashSet<>(feed).size()).isBetween(COUNT / 2, COUNT / 2 + 1);
        for (int to = 10; to <= COUNT; to += 10) {
            assertThat(new HashSet<>(feed.subList(0, to)).size()).isBetween(to / 2, to / 2 + 1);
        }
    }

    @Test
    void shouldRepeatOnlyWhatCame() {
        List<Integer> feed = new RepeatingFeed<>(things, SEED).take(COUNT);

        int known = 0;
        for (int thing : feed) {
            assertThat(thing).isLessThanOrEqualTo(known);
            known = Math.max(known, thing + 1);
        }
    }

    @Test
    void shouldRepeatTheFirstMoreOftenThanTheHundredth() {
        List<Integer> feed = new RepeatingFeed<>(things, SEED).take(COUNT);

        assertThat(feed.stream().filter(thing -> thing == 0).count())
                .isGreaterThan(feed.stream().filter(thing -> thing == 99).count());
    }

    @Test
    void shouldBeOfAnyLength() {
        for (int count = 0; count <= 25; count++) {
            List<Integer> enough = things.subList(0, count);

            assertThat(new RepeatingFeed<>(enough, SEED + count).take(count)).hasSize(count);
        }
    }

    @Test
    void shouldBeTheSameForTheSameSeed() {
        assertThat(new RepeatingFeed<>(things, 1).take(COUNT)).isEqualTo(new RepeatingFeed<>(things, 1).take(COUNT));
    }
}

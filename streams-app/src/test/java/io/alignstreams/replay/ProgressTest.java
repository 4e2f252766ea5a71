package io.alignstreams.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final TopicPartition PARTITION = new TopicPartition("dead-letters", 0);
    private static final List<String> CODES =
            List.of("LABEL_SET_UNKNOWN", "IMAGE_TOO_LARGE", "NOT_AVRO", "BAD_TIMESTAMP", Progress.OTHER);

    /** Codes by offset, as a partition holds them; some offsets are those of control records. */
    private final TreeMap<Long, String> partition = new TreeMap<>();

    private @Nullable OffsetAndMetadata committed;

    @Test
    void shouldCommitThePlainEndWhenNothingIsLeftBehind() {
        fill("NOT_AVRO", "IMAGE_TOO_LARGE", "NOT_AVRO");

        assertThat(replay(Set.of(), 0)).containsExactly(0L, 1L, 2L);
        assertThat(committed).isEqualTo(new OffsetAndMetadata(3));
    }

    @Test
    void shouldLeaveBehindWhatWasNotChosen() {
        fill("NOT_AVRO", "IMAGE_TOO_LARGE", "NOT_AVRO", "NOT_AVRO", "BAD_TIMESTAMP");

        assertThat(replay(Set.of("IMAGE_TOO_LARGE"), 0)).containsExactly(1L);
        assertThat(committed).isEqualTo(new OffsetAndMetadata(0, "5 BAD_TIMESTAMP=4-5 NOT_AVRO=0-4"));
        assertThat(replay(Set.of("IMAGE_TOO_LARGE"), 0)).isEmpty();
        assertThat(replay(Set.of("NOT_AVRO"), 3)).containsExactly(3L);
        assertThat(committed).isEqualTo(new OffsetAndMetadata(0, "5 BAD_TIMESTAMP=4-5 NOT_AVRO=0-3"));
        assertThat(replay(Set.of(), 0)).containsExactly(0L, 2L, 4L);
        assertThat(committed).isEqualTo(new OffsetAndMetadata(5));
    }

    @Test
    void shouldLeaveBehindWhatIsOlder() {
        fill("NOT_AVRO", "IMAGE_TOO_LARGE", "NOT_AVRO");

        assertThat(replay(Set.of(), 2)).containsExactly(2L);
        assertThat(replay(Set.of(), 0)).containsExactly(0L, 1L);
        assertThat(committed).isEqualTo(new OffsetAndMetadata(3));
    }

    @Test
    void shouldBeginAgainWithWhatIsChosen() {
        fill("NOT_AVRO", "IMAGE_TOO_LARGE", "NOT_AVRO");
        replay(Set.of(), 0);

        Progress progress = Progress.of(committed, 0);
        progress.forget(Set.of("NOT_AVRO"), 1);
        committed = progress.toOffset(PARTITION);

        assertThat(replay(Set.of(), 0)).containsExactly(2L);
    }

    @Test
    void shouldForgetWhatTheTopicNoLongerHas() {
        fill("NOT_AVRO", "IMAGE_TOO_LARGE", "NOT_AVRO");
        replay(Set.of("IMAGE_TOO_LARGE"), 0);

        assertThat(Progress.of(committed, 2).toOffset(PARTITION)).isEqualTo(new OffsetAndMetadata(2, "3 NOT_AVRO=2-3"));
        assertThat(Progress.of(committed, 7).toOffset(PARTITION)).isEqualTo(new OffsetAndMetadata(7));
    }

    @Test
    void shouldTakeAnOffsetThatSomebodySet() {
        fill("NOT_AVRO", "IMAGE_TOO_LARGE", "NOT_AVRO");
        committed = new OffsetAndMetadata(1);

        assertThat(replay(Set.of(), 0)).containsExactly(1L, 2L);
    }

    @Test
    void shouldRefuseWhatNoReplayCommitted() {
        for (String metadata : List.of("text", "5 NOT_AVRO", "5 NOBODY=1-2", "5 NOT_AVRO=1-", "5 NOT_AVRO=7")) {
            assertThatThrownBy(() -> Progress.of(new OffsetAndMetadata(1, metadata), 0))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void shouldRefuseMorePiecesThanCanBeNamed() {
        Progress progress = Progress.of(null, 0);
        progress.begin(0);
        for (long offset = 0; offset < 2_000; offset++) {
            progress.pass("IMAGE_TOO_LARGE", offset, offset % 2 == 0);
        }
        progress.moveTo(2_000);

        assertThatThrownBy(() -> progress.toOffset(PARTITION))
                .isInstanceOf(ReplayException.class)
                .hasMessageStartingWith(
                        "partition dead-letters-0: expected what is left behind to be named in 4096 bytes, found ");
    }

    /** Whatever is chosen in whatever order, by runs that end anywhere, each dead letter is replayed once. */
    @Test
    void shouldReplayEachOnceWhateverIsLeftOut() {
        long seed = Long.getLong("align.seed", System.nanoTime());
        System.out.println("progress: seed " + seed);
        Random dice = new Random(seed);
        for (int round = 0; round < 300; round++) {
            partition.clear();
            committed = null;
            Map<Long, Integer> times = new HashMap<>();
            for (int run = 0; run < 8; run++) {
                grow(dice);
                int first = dice.nextInt(CODES.size());
                Set<String> codes = dice.nextInt(3) == 0
                        ? Set.of()
                        : Set.copyOf(CODES.subList(first, 1 + first + dice.nextInt(CODES.size() - first)));
                long since = dice.nextBoolean() ? 0 : dice.nextInt((int) end() + 1);
                replay(codes, since, dice.nextInt(4) == 0 ? dice.nextInt(20) : Integer.MAX_VALUE, dice)
                        .forEach(offset -> times.merge(offset, 1, Integer::sum));
            }
            replay(Set.of(), 0).forEach(offset -> times.merge(offset, 1, Integer::sum));

            assertThat(times.keySet()).isEqualTo(partition.keySet());
            assertThat(times.values()).allMatch(count -> count == 1);
            assertThat(committed).isEqualTo(new OffsetAndMetadata(end()));
        }
    }

    private void fill(String... codes) {
        for (String code : codes) {
            partition.put(end(), code);
        }
    }

    private void grow(Random dice) {
        for (int i = dice.nextInt(15); i >= 0; i--) {
            partition.put(end() + (dice.nextInt(5) == 0 ? 1 : 0), CODES.get(dice.nextInt(CODES.size())));
        }
    }

    private long end() {
        return partition.isEmpty() ? 0 : partition.lastKey() + 1;
    }

    private List<Long> replay(Set<String> codes, long since) {
        return replay(codes, since, Integer.MAX_VALUE, new Random(1));
    }

    /** Replays as it is done with a real topic, in polls of a few records; gives what was committed. */
    private List<Long> replay(Set<String> codes, long since, int polls, Random dice) {
        List<Long> replayed = new ArrayList<>();
        Progress progress = Progress.of(committed, 0);
        int left = polls;
        for (Map.Entry<Long, Long> range : progress.due(codes, since, end()).entrySet()) {
            progress.begin(range.getKey());
            for (long position = range.getKey(); position < range.getValue() && left > 0; left--) {
                List<Long> sent = new ArrayList<>();
                long next = Math.min(range.getValue(), position + 1 + dice.nextInt(5));
                partition.subMap(position, next).forEach((offset, code) -> {
                    boolean isDone = progress.isDone(code, offset);
                    boolean isChosen = codes.isEmpty() || codes.contains(code);
                    if (!isDone && isChosen) {
                        sent.add(offset);
                    }
                    progress.pass(code, offset, isDone || isChosen);
                });
                position = next;
                progress.moveTo(position);
                committed = progress.toOffset(PARTITION);
                replayed.addAll(sent);
            }
        }
        return replayed;
    }
}

package io.alignstreams.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class LookaheadTest {
    private static final TopicPartition ONE = new TopicPartition("image-events", 1);
    private static final TopicPartition TWO = new TopicPartition("image-events", 2);

    private final Lookahead lookahead = new Lookahead(10);

    @Test
    void shouldTakeInWhatTheBudgetHasRoomFor() {
        assertThat(lookahead.offer(ONE, 0, job(6))).isTrue();
        assertThat(lookahead.offer(TWO, 0, job(4))).isTrue();
        assertThat(lookahead.offer(TWO, 1, job(1))).isFalse();
    }

    @Test
    void shouldTakeInARecordOnce() {
        assertThat(lookahead.offer(ONE, 0, job(2))).isTrue();
        assertThat(lookahead.offer(ONE, 0, job(2))).isFalse();
        assertThat(lookahead.offer(ONE, 1, job(8))).isTrue();
    }

    @Test
    void shouldHandOutARecordAndDropThoseBeforeIt() {
        Job stale = job(3);
        Job claimed = job(3);
        Job later = job(4);
        lookahead.offer(ONE, 0, stale);
        lookahead.offer(ONE, 1, claimed);
        lookahead.offer(ONE, 2, later);

        assertThat(lookahead.claim(ONE, 1)).isSameAs(claimed);
        assertThat(stale.result()).isCancelled();
        assertThat(later.result()).isNotDone();
        assertThat(lookahead.claim(ONE, 1)).isNull();
        assertThat(lookahead.offer(TWO, 0, job(6))).isTrue();
        assertThat(lookahead.offer(TWO, 1, job(1))).isFalse();
    }

    @Test
    void shouldForgetOnePartition() {
        Job forgotten = job(5);
        Job kept = job(5);
        lookahead.offer(ONE, 0, forgotten);
        lookahead.offer(TWO, 0, kept);
        lookahead.forget(ONE);

        assertThat(forgotten.result()).isCancelled();
        assertThat(lookahead.claim(TWO, 0)).isSameAs(kept);
        assertThat(lookahead.offer(ONE, 0, job(10))).isTrue();
    }

    private static Job job(int bytes) {
        return new Job(new TopicPartition("image-events", 0), new byte[bytes]);
    }
}

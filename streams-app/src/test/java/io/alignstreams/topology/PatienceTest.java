package io.alignstreams.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class PatienceTest {
    private final FakeTime time = new FakeTime();

    private static String away() {
        throw new DisconnectException("no registry");
    }

    @Test
    void shouldPauseLongerEachTimeButNotForEver() {
        AtomicInteger asked = new AtomicInteger();
        String answer =
                patience(Duration.ofMinutes(4)).insist("topic", () -> asked.incrementAndGet() <= 9 ? away() : "answer");

        assertThat(answer).isEqualTo("answer");
        assertThat(time.pauses).containsExactly(100L, 200L, 400L, 800L, 1_600L, 3_200L, 5_000L, 5_000L, 5_000L);
    }

    @Test
    void shouldAskOneLastTimeAtTheDeadline() {
        assertThatThrownBy(() -> patience(Duration.ofSeconds(1)).insist("topic", PatienceTest::away))
                .isInstanceOf(DisconnectException.class);
        assertThat(time.pauses).containsExactly(100L, 200L, 400L, 300L);
    }

    @Test
    void shouldAskOnceIfThereIsNoTime() {
        assertThatThrownBy(() -> patience(Duration.ZERO).insist("topic", PatienceTest::away))
                .isInstanceOf(DisconnectException.class);
        assertThat(time.pauses).isEmpty();
    }

    @Test
    void shouldNotAskAgainForWhatCannotHeal() {
        assertThatThrownBy(() -> patience(Duration.ofMinutes(4)).insist("topic", () -> {
                    throw new SerializationException("no Avro");
                }))
                .hasMessage("no Avro");
        assertThat(time.pauses).isEmpty();
    }

    @Test
    void shouldEndWithTheFaultWhenThereIsNoUseInWaiting() {
        Patience stopped = new Patience(Duration.ofMinutes(4), time, milliseconds -> false);

        assertThatThrownBy(() -> stopped.insist("topic", PatienceTest::away)).isInstanceOf(DisconnectException.class);
    }

    @Test
    void shouldEndWhenItsThreadIsInterrupted() {
        Patience interrupted = new Patience(Duration.ofMinutes(4), time, milliseconds -> {
            throw new InterruptedException();
        });

        assertThatThrownBy(() -> interrupted.insist("topic", PatienceTest::away))
                .isInstanceOf(InterruptException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    private Patience patience(Duration limit) {
        return new Patience(limit, time, time);
    }
}

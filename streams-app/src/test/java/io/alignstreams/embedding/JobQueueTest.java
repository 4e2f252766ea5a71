package io.alignstreams.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class JobQueueTest {
    private final JobQueue queue = new JobQueue();

    @Test
    void shouldGiveDemandedJobsFirstAndKeepTheirOrder() throws InterruptedException {
        Job first = expected();
        Job second = expected();
        Job demanded = new Job();
        queue.add(first);
        queue.add(second);
        queue.add(demanded);

        assertThat(queue.size()).isEqualTo(3);
        assertThat(queue.take(2)).containsExactly(demanded, first);
        assertThat(queue.take(2)).containsExactly(second);
    }

    @Test
    void shouldGiveJobsOfAllPartitionsByTurns() throws InterruptedException {
        Job first = expected(0);
        Job second = expected(0);
        Job third = expected(0);
        Job other = expected(1);
        Job last = expected(2);
        for (Job job : List.of(first, second, third, other, last)) {
            queue.add(job);
        }

        assertThat(queue.take(2)).containsExactly(first, other);
        assertThat(queue.remove(last)).isTrue();
        assertThat(queue.remove(last)).isFalse();
        assertThat(queue.size()).isEqualTo(2);
        assertThat(queue.take(8)).containsExactly(second, third);
    }

    @Test
    void shouldPutAJobForwardThatIsDemandedLater() throws InterruptedException {
        Job first = expected();
        Job second = expected();
        queue.add(first);
        queue.add(second);
        second.demand();
        queue.promote(second);

        assertThat(queue.take(8)).containsExactly(second, first);
    }

    @Test
    void shouldGiveDemandedJobsWhetherOrNotThereIsRoom() throws InterruptedException {
        Job demanded = new Job();
        queue.add(expected());
        queue.add(demanded);

        assertThat(queue.take(1, () -> false)).containsExactly(demanded);
    }

    @Test
    void shouldGiveAJobThatIsDemandedWhileItWaitsForRoom() throws Exception {
        Job job = expected();
        queue.add(job);
        FutureTask<Job> taken = takeOne(() -> false);
        job.demand();
        queue.promote(job);

        assertThat(taken.get()).isSameAs(job);
    }

    @Test
    void shouldGoOnWhenThereIsRoomAgain() throws Exception {
        Job job = expected();
        queue.add(job);
        AtomicBoolean room = new AtomicBoolean();
        FutureTask<Job> taken = takeOne(room::get);
        room.set(true);
        queue.roomChanged();

        assertThat(taken.get()).isSameAs(job);
    }

    /** Has a thread of its own wait for room. */
    private FutureTask<Job> takeOne(BooleanSupplier room) {
        FutureTask<Job> taken = new FutureTask<>(() -> queue.take(1, room).get(0));
        Thread thread = new Thread(taken);
        thread.setDaemon(true);
        thread.start();
        await().until(() -> thread.getState() == Thread.State.WAITING);
        return taken;
    }

    private static Job expected() {
        return expected(0);
    }

    private static Job expected(int partition) {
        return new Job(new TopicPartition("image-events", partition), new byte[1]);
    }
}

package io.alignstreams.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class JobQueueTest {
    private final JobQueue queue = new JobQueue(2);

    @Test
    void shouldGiveDemandedJobsFirstAndKeepTheirOrder() throws InterruptedException {
        Job first = expected();
        Job second = expected();
        Job demanded = new Job(new byte[1]);
        queue.put(first);
        queue.put(second);
        queue.put(demanded);

        assertThat(queue.take(2)).containsExactly(demanded, first);
        assertThat(queue.take(2)).containsExactly(second);
    }

    @Test
    void shouldPutAJobForwardThatIsDemandedLater() throws InterruptedException {
        Job first = expected();
        Job second = expected();
        queue.put(first);
        queue.put(second);
        second.demand();
        queue.promote(second);

        assertThat(queue.take(8)).containsExactly(second, first);
    }

    @Test
    void shouldWaitForRoomUnlessTheJobIsDemanded() throws InterruptedException {
        Job third = expected();
        queue.put(expected());
        queue.put(expected());
        Thread waiting = put(third);
        await().until(() -> waiting.getState() == Thread.State.WAITING);
        third.demand();
        queue.promote(third);
        waiting.join();

        assertThat(queue.take(1)).containsExactly(third);
    }

    @Test
    void shouldGoOnWhenThereIsRoomAgain() throws InterruptedException {
        Job third = expected();
        queue.put(expected());
        queue.put(expected());
        Thread waiting = put(third);
        await().until(() -> waiting.getState() == Thread.State.WAITING);
        queue.take(1);
        waiting.join();

        assertThat(queue.take(8)).hasSize(2).endsWith(third);
    }

    private Thread put(Job job) {
        Thread thread = new Thread(() -> {
            try {
                queue.put(job);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static Job expected() {
        return new Job("image-events", new byte[1]);
    }
}

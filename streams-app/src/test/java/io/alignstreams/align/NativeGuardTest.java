package io.alignstreams.align;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NativeGuardTest {
    private final NativeGuard guard = new NativeGuard("session");
    private final List<String> events = new ArrayList<>();

    @Test
    void shouldCloseWhenTheLastUseIsOver() throws InterruptedException {
        CountDownLatch enough = new CountDownLatch(1);
        Thread user = startUse(guard, enough);
        Thread closer = new Thread(() -> guard.close(() -> events.add("closed")));
        closer.start();
        await().until(() -> closer.getState() == Thread.State.TIMED_WAITING);
        enough.countDown();
        user.join();
        closer.join();

        assertThat(events).containsExactly("used", "closed");
    }

    @Test
    void shouldEndTheProcessWhenTheLastUseIsOverAndHoldBackLaterOnes() throws InterruptedException {
        ReentrantReadWriteLock process = new ReentrantReadWriteLock();
        NativeGuard ofProcess = new NativeGuard("session", process);
        CountDownLatch enough = new CountDownLatch(1);
        Thread user = startUse(ofProcess, enough);
        Thread ender = new Thread(() -> {
            NativeGuard.awaitLastUse(process);
            events.add("ended");
        });
        ender.start();
        await().until(() -> ender.getState() == Thread.State.TIMED_WAITING);
        enough.countDown();
        user.join();
        ender.join();
        Thread later = new Thread(() -> ofProcess.use(() -> events.add("used later")));
        later.setDaemon(true);
        later.start();
        await().until(() -> later.getState() == Thread.State.WAITING);

        assertThat(events).containsExactly("used", "ended");
    }

    private Thread startUse(NativeGuard guarded, CountDownLatch enough) throws InterruptedException {
        CountDownLatch using = new CountDownLatch(1);
        Thread user = new Thread(() -> guarded.use(() -> {
            using.countDown();
            return awaitUninterruptibly(enough) && events.add("used");
        }));
        user.start();
        using.await();
        return user;
    }

    private static boolean awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    @Test
    void shouldRefuseToBeUsedOnceClosedAndCloseOnce() {
        guard.close(() -> events.add("closed"));
        guard.close(() -> events.add("closed"));

        assertThat(events).containsExactly("closed");
        assertThatThrownBy(() -> guard.use(() -> events.add("used")))
                .hasMessage("session: expected it to be open, found it closed");
    }
}

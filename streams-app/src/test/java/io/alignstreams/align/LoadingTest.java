package io.alignstreams.align;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LoadingTest {
    private final AtomicInteger closed = new AtomicInteger();
    private final AutoCloseable model = closed::incrementAndGet;

    @Test
    void shouldCloseWhatNobodyTook() throws IOException {
        try (Loading<AutoCloseable> loading = Loading.begin("model", () -> model)) {
            assertThat(loading.await()).isSameAs(model);
            assertThat(closed).hasValue(0);
        }
        assertThat(closed).hasValue(1);
    }

    @Test
    void shouldLeaveWhatWasTakenOpen() throws IOException {
        try (Loading<AutoCloseable> loading = Loading.begin("model", () -> model)) {
            assertThat(loading.take()).isSameAs(model);
        }
        assertThat(closed).hasValue(0);
    }

    @Test
    void shouldCloseWhatIsLoadedAfterACheckHasFailed() {
        CountDownLatch checked = new CountDownLatch(1);
        Loading<AutoCloseable> loading = Loading.begin("model", () -> {
            checked.await();
            return model;
        });

        assertThatThrownBy(() -> {
                    try (loading) {
                        checked.countDown();
                        throw new CheckpointException("not the weights");
                    }
                })
                .isInstanceOf(CheckpointException.class)
                .hasMessage("not the weights")
                .hasNoSuppressedExceptions();
        assertThat(closed).hasValue(1);
    }

    @Test
    void shouldThrowWhatItFailedWithAndHaveNothingToClose() {
        for (Throwable fault :
                new Throwable[] {new IOException("a"), new CheckpointException("b"), new OutOfMemoryError("c")}) {
            assertThatThrownBy(() -> {
                        try (Loading<AutoCloseable> loading = Loading.begin("model", () -> fail(fault))) {
                            loading.take();
                        }
                    })
                    .isSameAs(fault)
                    .hasNoSuppressedExceptions();
        }
        assertThatThrownBy(() -> Loading.begin("model", () -> fail(new InterruptedException("d")))
                        .await())
                .isInstanceOf(IOException.class)
                .hasMessage("could not be loaded: java.lang.InterruptedException: d");
    }

    private static AutoCloseable fail(Throwable fault) throws Exception {
        if (fault instanceof Error error) {
            throw error;
        }
        throw (Exception) fault;
    }

    @Test
    void shouldSayIfWhatNobodyTookCannotBeClosed() {
        Loading<AutoCloseable> loading = Loading.begin("model", () -> () -> {
            throw new IOException("busy");
        });

        assertThatThrownBy(loading::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("what was loaded could not be closed: busy");
    }

    @Test
    void shouldWaitOnWhenInterruptedAndStayInterrupted() throws IOException {
        Thread.currentThread().interrupt();
        try (Loading<AutoCloseable> loading = Loading.begin("model", () -> model)) {
            assertThat(loading.take()).isSameAs(model);
        }
        assertThat(Thread.interrupted()).isTrue();
    }
}

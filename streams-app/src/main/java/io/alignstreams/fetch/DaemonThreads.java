package io.alignstreams.fetch;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes threads that do not keep the process from its end. */
public final class DaemonThreads {
    private DaemonThreads() {}

    /** Makes threads whose names are {@code prefix} and a number from 1 on. */
    public static ThreadFactory named(String prefix) {
        AtomicInteger made = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, prefix + made.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}

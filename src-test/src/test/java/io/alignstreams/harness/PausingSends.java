package io.alignstreams.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Has a producer of a process wait in the middle of a transaction, before a record is sent or when it is written, until a
 * file is there. What waits can be killed, or found out that the world went on.
 */
public final class PausingSends implements ProducerInterceptor<byte[], byte[]> {
    private static final AtomicInteger LEFT = new AtomicInteger(Integer.getInteger("pause.after", 0));
    private static final boolean BEFORE = Boolean.getBoolean("pause.before");
    private static final Path UNTIL = Path.of(System.getProperty("pause.until", "/"));

    /** Settings with which a command's producer can be paused. */
    public static Map<String, String> settings() {
        return Map.of("producer.interceptor.classes", PausingSends.class.getName());
    }

    /**
     * Options of the JVM that is to wait.
     *
     * @param count records that it gets to
     * @param before whether the last of them is not sent yet, or written already
     */
    public static List<String> options(int count, boolean before, Path until) {
        return List.of("-Dpause.after=" + count, "-Dpause.before=" + before, "-Dpause.until=" + until);
    }

    /** Whether a process waits. */
    public static boolean isPaused(Cli process) throws IOException {
        return process.err().contains("paused");
    }

    @Override
    public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
        if (BEFORE) {
            pause();
        }
        return record;
    }

    @Override
    public void onAcknowledgement(RecordMetadata metadata, Exception fault) {
        if (!BEFORE) {
            pause();
        }
    }

    private static void pause() {
        if (LEFT.decrementAndGet() == 0) {
            System.err.println("paused");
            System.err.flush();
            while (!Files.exists(UNTIL)) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            }
        }
    }

    @Override
    public void configure(Map<String, ?> settings) {}

    @Override
    public void close() {}
}

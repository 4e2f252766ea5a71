package io.alignstreams.bench;

import io.alignstreams.application.Cluster;
import io.alignstreams.schemas.ClassificationEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads committed classifications as they come, on a thread of its own, and notes when. */
final class Outcomes implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(5);
    private static final long LOOK_MS = 5;

    private final BenchStream stream;
    private final CompletableFuture<Void> failed = new CompletableFuture<>();
    private final CompletableFuture<?> stopped;
    private final List<Outcome> outcomes = new ArrayList<>();
    private final Thread reader = new Thread(this::readUntilClosed, "bench-outcomes");
    private volatile boolean isClosed;

    /**
     * Begins with the first classification that there is.
     *
     * @param stopped what ends all waits with its fault, as an image does that could not be sent
     */
    Outcomes(BenchStream stream, CompletableFuture<?> stopped) {
        this.stream = stream;
        this.stopped = CompletableFuture.anyOf(stopped, stream.failed(), failed);
        reader.setDaemon(true);
        reader.start();
    }

    private void readUntilClosed() {
        try {
            read();
        } catch (RuntimeException e) {
            failed.completeExceptionally(e);
        }
    }

    private void read() {
        Deserializer<SpecificRecord> values = stream.serde().deserializer();
        try (KafkaConsumer<String, SpecificRecord> consumer = new KafkaConsumer<>(
                Cluster.consumerProperties(stream.config("outcomes", Map.of())), new StringDeserializer(), values)) {
            String topic = stream.topics().imageClassifications();
            consumer.assign(stream.cluster().partitions(topic));
            while (!isClosed) {
                for (ConsumerRecord<String, SpecificRecord> record : consumer.poll(POLL)) {
                    add(new Outcome(
                            record.key(),
                            record.timestamp(),
                            System.currentTimeMillis(),
                            ((ClassificationEvent) record.value()).getLabelSetVersion()));
                }
            }
        }
    }

    private synchronized void add(Outcome outcome) {
        outcomes.add(outcome);
    }

    synchronized int count() {
        return outcomes.size();
    }

    /** Those from the {@code first} on, counted from 0. */
    synchronized List<Outcome> from(int first) {
        return List.copyOf(outcomes.subList(first, outcomes.size()));
    }

    /** Waits until there are so many. */
    void await(int count) throws ExecutionException, InterruptedException {
        long deadline = System.nanoTime() + LONGEST_NANOS;
        while (count() < count) {
            pause(deadline);
        }
    }

    /** Waits for the first from {@code first} on that is as wanted. */
    Outcome await(int first, Predicate<Outcome> wanted) throws ExecutionException, InterruptedException {
        long deadline = System.nanoTime() + LONGEST_NANOS;
        int next = first;
        while (true) {
            for (Outcome outcome : from(next)) {
                if (wanted.test(outcome)) {
                    return outcome;
                }
                next++;
            }
            pause(deadline);
        }
    }

    /** Fails if there will be no more of them, with the fault that is why. */
    void requireMore() throws ExecutionException, InterruptedException {
        if (stopped.isDone()) {
            stopped.get();
            throw new IllegalStateException("expected more classifications, found that the application was closed");
        }
    }

    private void pause(long deadline) throws ExecutionException, InterruptedException {
        requireMore();
        if (System.nanoTime() > deadline) {
            stream.requireNoDeadLetters();
            throw new IllegalStateException("expected more classifications within "
                    + TimeUnit.NANOSECONDS.toMinutes(LONGEST_NANOS) + " minutes, found " + count() + " in all");
        }
        TimeUnit.MILLISECONDS.sleep(LOOK_MS);
    }

    @Override
    public void close() {
        isClosed = true;
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package io.alignstreams.cli;

import io.alignstreams.application.TopicReading;
import io.alignstreams.config.AlignStreamsConfig;
import io.alignstreams.config.Topics;
import io.alignstreams.schemas.ClassificationEvent;
import io.alignstreams.serde.AvroDeserializer;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Prints outcomes as they arrive, and counts them. */
final class DemoTable implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(50);

    private final Topics topics;
    private final PrintWriter out;
    private final KafkaConsumer<String, byte[]> consumer;
    private final AvroDeserializer<ClassificationEvent> classificationEvents = new AvroDeserializer<>();
    private final long start = System.nanoTime();
    private long embedded;
    private long classified;
    private final AtomicLong refused = new AtomicLong();

    DemoTable(AlignStreamsConfig config, PrintWriter out) {
        this.topics = config.topics();
        this.out = out;
        classificationEvents.configure(config.kafkaProperties(), false);
        consumer = Clients.consumer(config);
        List<TopicPartition> partitions = Stream.of(
                        topics.imageClassifications(), topics.imageEmbeddings(), topics.deadLetters())
                .flatMap(topic -> TopicReading.partitions(consumer, topic).stream())
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Prints and counts what has arrived; gives false when nobody reads what is printed any more. */
    boolean poll() {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
            String id = String.valueOf(record.key());
            if (record.topic().equals(topics.imageClassifications())) {
                ClassificationEvent event =
                        Objects.requireNonNull(classificationEvents.deserialize(record.topic(), record.value()));
                out.println(Rows.classification(id, event));
                classified++;
            } else if (record.topic().equals(topics.imageEmbeddings())) {
                embedded++;
            } else {
                out.println(Rows.deadLetter(id, record));
                refused.addAndGet(Rows.header(record, "align.label.set").isEmpty() ? 1 : 0);
            }
        }
        return !out.checkError();
    }

    /** Counts a picture that did not even become an event. Any thread may tell of one. */
    void refuse(String id, String code, String message) {
        out.println(Rows.refused(id, code, message));
        refused.incrementAndGet();
    }

    /** Pictures that have an embedding event, or never will. */
    long accounted() {
        return embedded + refused.get();
    }

    String summary() {
        return String.format(
                Locale.ROOT,
                "scored %d images, %d classifications, %d dead letters in %.1f s",
                embedded,
                classified,
                refused.get(),
                (System.nanoTime() - start) / 1e9);
    }

    @Override
    public void close() {
        consumer.close();
        classificationEvents.close();
    }
}

package io.alignstreams.bench;

import io.alignstreams.application.Cluster;
import io.alignstreams.application.ScoringApplication;
import io.alignstreams.application.TopicCreation;
import io.alignstreams.config.AlignStreamsConfig;
import io.alignstreams.config.Topics;
import io.alignstreams.embedding.ImageTower;
import io.alignstreams.local.LocalCluster;
import io.alignstreams.schemas.ImageEvent;
import io.alignstreams.schemas.LabelSet;
import io.alignstreams.topology.TextEmbedder;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.StringSerializer;

/** Topics of one benchmark's own, on a broker inside the process, and what is done to them. */
final class BenchStream implements AutoCloseable {
    /** The label set that every image is scored with. */
    static final String LABEL_SET = "bench";

    static final int LABELS = 20;

    private static final Duration POLL = Duration.ofMillis(100);
    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(3);
    private static final long PRODUCER_MEMORY = 64L << 20;

    /** In a request to delete records: all that there are. */
    private static final long HIGH_WATERMARK = -1;

    private final String name;
    private final Map<String, String> settings;
    private final Path folder;
    private final AlignStreamsConfig config;
    private final Cluster cluster;
    private final Serde<SpecificRecord> serde;
    private final KafkaProducer<String, byte[]> producer;
    private final int partitions;
    private final CompletableFuture<Void> failed = new CompletableFuture<>();
    private int applications;
    private int sent;

    /**
     * Creates the topics.
     *
     * @param name before the topics' names
     * @param folder for state
     * @param more settings, which win
     */
    BenchStream(LocalCluster servers, String name, Path folder, Map<String, String> more) {
        this.name = name;
        this.folder = folder;
        this.settings = new HashMap<>(Map.of(
                "bootstrap.servers",
                servers.bootstrapServers(),
                "schema.registry.url",
                servers.registryUrl(),
                "align.topic.prefix",
                name + ".",
                "align.topic.partitions",
                "4",
                "num.stream.threads",
                "2"));
        settings.putAll(more);
        this.config = config(name, Map.of());
        this.cluster = new Cluster(config);
        this.serde = config.openValueSerde();
        Map<String, Object> properties = new HashMap<>(Cluster.clientProperties(config, "producer."));
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.MAX_VALUE);
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, PRODUCER_MEMORY);
        this.producer = new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
        try {
            new TopicCreation(config, cluster).create();
            this.partitions = cluster.partitions(topics().imageEvents()).size();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Settings of an instance of an application on these topics. */
    AlignStreamsConfig config(String applicationId, Map<String, String> more) {
        Map<String, String> properties = new HashMap<>(settings);
        properties.put("application.id", applicationId);
        properties.put("state.dir", stateFolder(applicationId));
        properties.putAll(more);
        return new AlignStreamsConfig(properties);
    }

    /** A folder for the state of an instance. */
    String stateFolder(String instance) {
        return folder.resolve(instance).toString();
    }

    /** Deletes what applications on these topics have put out so far, and gives the next one an id that none has had. */
    String nextApplication() {
        Map<TopicPartition, RecordsToDelete> everything = new HashMap<>();
        for (String topic : List.of(topics().imageEmbeddings(), topics().imageClassifications())) {
            cluster.partitions(topic)
                    .forEach(partition -> everything.put(partition, RecordsToDelete.beforeOffset(HIGH_WATERMARK)));
        }
        Cluster.get(cluster.admin().deleteRecords(everything).all(), "delete what others have put out");
        return name + "-" + ++applications;
    }

    Topics topics() {
        return config.topics();
    }

    /** How many partitions of images there are. */
    int partitions() {
        return partitions;
    }

    Cluster cluster() {
        return cluster;
    }

    Serde<SpecificRecord> serde() {
        return serde;
    }

    /** Publishes the first version of the label set that images are scored with. */
    void publish() throws ExecutionException, InterruptedException {
        publish(BenchLabels.of(LABELS, "thing"));
    }

    /** Publishes a version of the label set that images are scored with. */
    RecordMetadata publish(LabelSet labelSet) throws ExecutionException, InterruptedException {
        String topic = topics().labelSets();
        return producer.send(new ProducerRecord<>(
                        topic, LABEL_SET, serde.serializer().serialize(topic, labelSet)))
                .get();
    }

    /** Sends an image to the next partition, and gives what the broker says of it. */
    Future<RecordMetadata> send(String id, byte[] image) {
        String topic = topics().imageEvents();
        ImageEvent event = new ImageEvent(ByteBuffer.wrap(image), List.of(LABEL_SET), "bench", Map.of(), "");
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(
                topic, sent++ % partitions, id, serde.serializer().serialize(topic, event));
        return producer.send(record, (metadata, fault) -> {
            if (fault != null) {
                failed.completeExceptionally(new IllegalStateException(
                        topic + ": expected the broker to take " + id + ", found: " + fault.getMessage(), fault));
            }
        });
    }

    /** Completes exceptionally when an image could not be sent. */
    CompletableFuture<Void> failed() {
        return failed;
    }

    /** Publishes a label set, and sends so many images of random bytes. */
    void fill(int images, int bytes, long seed) throws ExecutionException, InterruptedException {
        publish();
        send(images, bytes, seed);
    }

    /** Sends so many images of random bytes. */
    void send(int images, int bytes, long seed) throws ExecutionException, InterruptedException {
        Random random = new Random(seed);
        send(Stream.generate(() -> random(random, bytes)).limit(images));
    }

    private static byte[] random(Random random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Publishes a label set, and sends images. */
    void fill(Stream<byte[]> images) throws ExecutionException, InterruptedException {
        publish();
        send(images);
    }

    private void send(Stream<byte[]> images) throws ExecutionException, InterruptedException {
        for (Iterator<byte[]> next = images.iterator(); next.hasNext(); ) {
            send("image-" + sent, next.next());
        }
        flush();
    }

    /** Waits until all images that were sent are there. */
    void flush() throws ExecutionException, InterruptedException {
        producer.flush();
        if (failed.isDone()) {
            failed.get();
        }
    }

    /** Starts an instance; the caller closes it. */
    ScoringApplication start(AlignStreamsConfig instance, ImageTower tower, TextEmbedder texts)
            throws InterruptedException {
        return start(instance, tower, texts, new CompositeMeterRegistry());
    }

    /** Starts an instance that is measured; the caller closes it. */
    ScoringApplication start(AlignStreamsConfig instance, ImageTower tower, TextEmbedder texts, MeterRegistry meters)
            throws InterruptedException {
        ScoringApplication application = new ScoringApplication(instance, tower, texts, meters);
        try {
            application.start();
            return application;
        } catch (RuntimeException | InterruptedException e) {
            application.close();
            throw e;
        }
    }

    /**
     * Waits until so many stream threads of an application have as many partitions of images each.
     *
     * @param stopped what ends the wait with its fault
     */
    void awaitShared(String applicationId, int threads, CompletableFuture<?> stopped)
            throws ExecutionException, InterruptedException {
        long deadline = System.nanoTime() + LONGEST_NANOS;
        List<Long> shares = shares(applicationId);
        while (shares.size() != threads || shares.stream().anyMatch(share -> share != partitions / threads)) {
            if (stopped.isDone()) {
                stopped.get();
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(applicationId + ": expected " + threads + " stream threads with "
                        + partitions / threads + " partitions each within "
                        + TimeUnit.NANOSECONDS.toMinutes(LONGEST_NANOS) + " minutes, found " + shares);
            }
            TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
            shares = shares(applicationId);
        }
    }

    /** How many partitions of images each stream thread has; empty if there is no such application yet. */
    private List<Long> shares(String applicationId) {
        try {
            return Cluster.get(
                            cluster.admin()
                                    .describeConsumerGroups(List.of(applicationId))
                                    .all(),
                            "describe group " + applicationId)
                    .values()
                    .stream()
                    .flatMap(group -> group.members().stream())
                    .map(member -> member.assignment().topicPartitions().stream()
                            .filter(partition -> partition.topic().equals(topics().imageEvents()))
                            .count())
                    .toList();
        } catch (GroupIdNotFoundException e) {
            return List.of();
        }
    }

    /**
     * Has a new application score all images that were sent, and measures how fast it does once it is at work.
     *
     * @return images a second
     */
    double rate(ImageTower tower, TextEmbedder texts, Map<String, String> more)
            throws InterruptedException, ExecutionException {
        String applicationId = nextApplication();
        CountingTower counting = new CountingTower(tower);
        try (ScoringApplication application = start(config(applicationId, more), counting, texts)) {
            return rate(applicationId, counting::images, application.stopped());
        }
    }

    /**
     * Waits until an application has committed all images that were sent, and measures how fast it does once it is at work.
     *
     * @param handled how many images it has handled so far
     * @param stopped what ends the wait with its fault
     * @return images a second
     * @throws IllegalStateException if not every image was scored
     */
    double rate(String applicationId, LongSupplier handled, CompletableFuture<?> stopped)
            throws InterruptedException, ExecutionException {
        double rate = new CommittedRate(
                        applicationId, sent, handled, () -> committed(applicationId), stopped, System::nanoTime)
                .measure();
        requireNoDeadLetters();
        return rate;
    }

    private long committed(String applicationId) {
        return cluster.committed(applicationId).entrySet().stream()
                .filter(offset -> offset.getKey().topic().equals(topics().imageEvents()))
                .mapToLong(offset -> offset.getValue().offset())
                .sum();
    }

    /** Fails if an image was not scored. */
    void requireNoDeadLetters() {
        String topic = topics().deadLetters();
        Map<TopicPartition, Long> ends = cluster.endOffsets(cluster.partitions(topic), IsolationLevel.READ_UNCOMMITTED);
        if (ends.values().stream().anyMatch(end -> end > 0)) {
            throw new IllegalStateException(
                    topic + ": expected every image to be scored and no dead letter, found end offsets " + ends);
        }
    }

    /** Bytes of an image's outputs together: its embedding event's and its classification event's value. */
    int outputBytes() {
        return firstValueBytes(topics().imageEmbeddings()) + firstValueBytes(topics().imageClassifications());
    }

    private int firstValueBytes(String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Cluster.consumerProperties(config), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(cluster.partitions(topic));
            long deadline = System.nanoTime() + LONGEST_NANOS;
            while (System.nanoTime() < deadline) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    return record.value().length;
                }
            }
        }
        throw new IllegalStateException(topic + ": expected a committed record within "
                + TimeUnit.NANOSECONDS.toMinutes(LONGEST_NANOS) + " minutes, found none");
    }

    @Override
    public void close() {
        try (cluster;
                serde) {
            producer.close();
        }
    }
}

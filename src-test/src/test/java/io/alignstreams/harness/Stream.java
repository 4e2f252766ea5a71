package io.alignstreams.harness;

import io.alignstreams.application.Cluster;
import io.alignstreams.application.ScoringApplication;
import io.alignstreams.application.TopicCreation;
import io.alignstreams.config.AlignStreamsConfig;
import io.alignstreams.config.Topics;
import io.alignstreams.embedding.ImageTower;
import io.alignstreams.topology.TextEmbedder;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.awaitility.Awaitility;

/** Topics of a test's own, with a registry of its own, and everything a test does to them. */
public final class Stream implements AutoCloseable {
    /** For whatever has to happen sooner or later. */
    public static final Duration SOON = Duration.ofMinutes(3);

    public final AlignStreamsConfig config;
    public final Cluster cluster;
    private final String name;
    private final Serde<SpecificRecord> serde;
    private final KafkaProducer<byte[], byte[]> producer;
    private final List<Future<RecordMetadata>> sent = new ArrayList<>();
    private ScoringApplication started;

    /** Creates the topics. */
    public Stream(String name, Map<String, String> settings) throws IOException {
        this.name = name;
        // A session ends sooner than by default, so that an application that failed is taken over from in seconds.
        Map<String, String> properties = new HashMap<>(Map.of(
                "session.timeout.ms",
                "6000",
                "application.id",
                name,
                "bootstrap.servers",
                LocalServers.bootstrapServers(),
                "schema.registry.url",
                "mock://" + name,
                "state.dir",
                LocalServers.directory("state").toString(),
                "align.topic.prefix",
                name + ".",
                "align.topic.partitions",
                "4",
                "num.stream.threads",
                "2"));
        properties.putAll(settings);
        config = new AlignStreamsConfig(properties);
        cluster = new Cluster(config);
        new TopicCreation(config, cluster).create();
        serde = config.openValueSerde();
        producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers", bootstrapServers(),
                        "max.request.size", 20_000_000,
                        "buffer.memory", 64_000_000,
                        "linger.ms", 5),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private String bootstrapServers() {
        return String.valueOf(config.originals().get("bootstrap.servers"));
    }

    /** The same topics with other settings. */
    public Stream with(Map<String, String> settings) throws IOException {
        Map<String, String> properties = new HashMap<>();
        config.originals().forEach((key, value) -> properties.put(key, String.valueOf(value)));
        properties.putAll(settings);
        return new Stream(name, properties);
    }

    /** The same settings with a state directory of its own, for several instances in one process. */
    public AlignStreamsConfig configWith(String stateDirectory) throws IOException {
        Map<String, Object> properties = new HashMap<>(config.originals());
        properties.put(
                "state.dir", LocalServers.directory(name + "-" + stateDirectory).toString());
        return new AlignStreamsConfig(properties);
    }

    /** Writes the settings, and some more, to a file that commands can read. */
    public Path file(Map<String, String> more) throws IOException {
        Properties properties = new Properties();
        config.originals().forEach((key, value) -> properties.put(key, String.valueOf(value)));
        properties.putAll(more);
        Path file = Files.createTempFile(LocalServers.directory("settings"), name, ".properties");
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
        }
        return file;
    }

    /** Starts an instance; the caller closes it. */
    public ScoringApplication start(ImageTower tower, TextEmbedder texts) throws InterruptedException {
        ScoringApplication application = new ScoringApplication(config, tower, texts);
        try {
            application.start();
            started = application;
            return application;
        } catch (RuntimeException | InterruptedException e) {
            application.close();
            throw e;
        }
    }

    public byte[] bytes(String topic, SpecificRecord value) {
        return serde.serializer().serialize(topic, value);
    }

    public void send(String topic, String key, byte[] value, long timestamp) {
        sent.add(offer(topic, key, value, timestamp));
    }

    /** Sends a record that {@link #flush} does not wait for; any number of threads may. */
    public Future<RecordMetadata> offer(String topic, String key, byte[] value, long timestamp) {
        byte[] keyBytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
        return offer(new ProducerRecord<>(topic, null, timestamp, keyBytes, value));
    }

    /** Sends any record that {@link #flush} does not wait for. */
    public Future<RecordMetadata> offer(ProducerRecord<byte[], byte[]> record) {
        return producer.send(record);
    }

    public void send(String topic, String key, SpecificRecord value, long timestamp) {
        send(topic, key, bytes(topic, value), timestamp);
    }

    /** Waits until the broker has acknowledged all that was sent. */
    public void flush() throws ExecutionException, InterruptedException {
        producer.flush();
        for (Future<RecordMetadata> record : sent) {
            record.get();
        }
        sent.clear();
    }

    /** Fails with what stopped the application that was started last, if anything did. */
    private void requireRunning() {
        if (started != null && started.stopped().isCompletedExceptionally()) {
            started.stopped().join();
        }
    }

    /** Waits until an application has committed everything in a topic. */
    public void awaitProcessed(String group, String topic) {
        Awaitility.await(group + " has committed all of " + topic)
                .atMost(SOON)
                .failFast(this::requireRunning)
                .ignoreExceptions()
                .until(() -> lag(group, topic) == 0);
    }

    private long lag(String group, String topic) throws ExecutionException, InterruptedException {
        Map<TopicPartition, Long> committed = committed(group);
        return ends(topic, IsolationLevel.READ_UNCOMMITTED).entrySet().stream()
                .mapToLong(end -> end.getValue() - committed.getOrDefault(end.getKey(), 0L))
                .sum();
    }

    /** Offsets that a group has committed. */
    public Map<TopicPartition, Long> committed(String group) throws ExecutionException, InterruptedException {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        cluster.admin()
                .listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get()
                .forEach((partition, offset) -> offsets.put(partition, offset.offset()));
        return offsets;
    }

    /** Offsets behind the last record of each partition, as far as it can be read. */
    public Map<TopicPartition, Long> ends(String topic, IsolationLevel isolation)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        cluster.admin()
                .describeTopics(List.of(topic))
                .allTopicNames()
                .get()
                .get(topic)
                .partitions()
                .forEach(
                        partition -> latest.put(new TopicPartition(topic, partition.partition()), OffsetSpec.latest()));
        Map<TopicPartition, Long> ends = new HashMap<>();
        cluster.admin()
                .listOffsets(latest, new ListOffsetsOptions(isolation))
                .all()
                .get()
                .forEach((partition, end) -> ends.put(partition, end.offset()));
        return ends;
    }

    /** Waits until all that was sent is processed, and no transaction is open: nothing is hidden from who reads outputs. */
    public void awaitSettled() {
        Topics topics = config.topics();
        awaitProcessed(config.labelsApplicationId(), topics.labelSets());
        awaitProcessed(config.applicationId(), topics.imageEvents());
        List<String> written = new ArrayList<>(topics.all());
        written.add(config.applicationId() + "-label-sets-changelog");
        for (String topic : written) {
            Awaitility.await("no transaction is open on " + topic)
                    .atMost(SOON)
                    .ignoreExceptions()
                    .until(() -> ends(topic, IsolationLevel.READ_COMMITTED)
                            .equals(ends(topic, IsolationLevel.READ_UNCOMMITTED)));
        }
    }

    /** Reads all committed records of a topic; nobody may have a transaction open on it. */
    public List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        read(topic, records::add);
        return records;
    }

    /** Reads them one after the other. */
    public void read(String topic, Consumer<ConsumerRecord<byte[], byte[]>> reader) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            List<TopicPartition> partitions = partitions(consumer, topic);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(200)).forEach(reader);
            }
        }
    }

    public <T extends SpecificRecord> T value(ConsumerRecord<byte[], byte[]> record, Class<T> type) {
        return type.cast(serde.deserializer().deserialize(record.topic(), record.value()));
    }

    public static String key(ConsumerRecord<byte[], byte[]> record) {
        return record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8);
    }

    public static String header(ConsumerRecord<byte[], byte[]> record, String header) {
        return record.headers().lastHeader(header) == null
                ? null
                : new String(record.headers().lastHeader(header).value(), StandardCharsets.UTF_8);
    }

    private static List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer, String topic) {
        return consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers(), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    @Override
    public void close() {
        producer.close();
        serde.close();
        cluster.close();
    }
}

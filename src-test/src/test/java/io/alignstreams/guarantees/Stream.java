package io.alignstreams.guarantees;

import io.alignstreams.application.Cluster;
import io.alignstreams.application.ScoringApplication;
import io.alignstreams.application.TopicCreation;
import io.alignstreams.config.AlignStreamsConfig;
import io.alignstreams.embedding.ImageTower;
import io.alignstreams.topology.TextEmbedder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.awaitility.Awaitility;

/** Topics of a test's own, with a registry of its own, and everything a test does to them. */
final class Stream implements AutoCloseable {
    /** For whatever has to happen sooner or later. */
    static final Duration SOON = Duration.ofMinutes(3);

    final AlignStreamsConfig config;
    final Cluster cluster;
    private final String name;
    private final Serde<SpecificRecord> serde;
    private final KafkaProducer<byte[], byte[]> producer;
    private final List<Future<RecordMetadata>> sent = new ArrayList<>();

    /** Creates the topics. */
    Stream(String name, Map<String, String> settings) throws IOException {
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
                        "bootstrap.servers", LocalServers.bootstrapServers(),
                        "max.request.size", 20_000_000,
                        "buffer.memory", 64_000_000,
                        "linger.ms", 5),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** The same topics with other settings. */
    Stream with(Map<String, String> settings) throws IOException {
        Map<String, String> properties = new HashMap<>();
        config.originals().forEach((key, value) -> properties.put(key, String.valueOf(value)));
        properties.putAll(settings);
        return new Stream(name, properties);
    }

    /** Starts an instance; the caller closes it. */
    ScoringApplication start(ImageTower tower, TextEmbedder texts) throws InterruptedException {
        ScoringApplication application = new ScoringApplication(config, tower, texts);
        try {
            application.start();
            return application;
        } catch (RuntimeException | InterruptedException e) {
            application.close();
            throw e;
        }
    }

    byte[] bytes(String topic, SpecificRecord value) {
        return serde.serializer().serialize(topic, value);
    }

    void send(String topic, String key, byte[] value, long timestamp) {
        byte[] keyBytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
        sent.add(producer.send(new ProducerRecord<>(topic, null, timestamp, keyBytes, value)));
    }

    void send(String topic, String key, SpecificRecord value, long timestamp) {
        send(topic, key, bytes(topic, value), timestamp);
    }

    /** Waits until the broker has acknowledged all that was sent. */
    void flush() throws ExecutionException, InterruptedException {
        producer.flush();
        for (Future<RecordMetadata> record : sent) {
            record.get();
        }
        sent.clear();
    }

    /** Waits until an application has committed everything in a topic. */
    void awaitProcessed(String group, String topic) {
        Awaitility.await(group + " has committed all of " + topic).atMost(SOON).until(() -> lag(group, topic) == 0);
    }

    private long lag(String group, String topic) throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> committed = cluster.admin()
                .listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get();
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        cluster.admin()
                .describeTopics(List.of(topic))
                .allTopicNames()
                .get()
                .get(topic)
                .partitions()
                .forEach(
                        partition -> latest.put(new TopicPartition(topic, partition.partition()), OffsetSpec.latest()));
        long lag = 0;
        for (Map.Entry<TopicPartition, ListOffsetsResultInfo> end :
                cluster.admin().listOffsets(latest).all().get().entrySet()) {
            OffsetAndMetadata offset = committed.get(end.getKey());
            lag += end.getValue().offset() - (offset == null ? 0 : offset.offset());
        }
        return lag;
    }

    /** Reads all committed records of a topic; nobody may have a transaction open on it. */
    List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            List<TopicPartition> partitions = partitions(consumer, topic);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }

    <T extends SpecificRecord> T value(ConsumerRecord<byte[], byte[]> record, Class<T> type) {
        return type.cast(serde.deserializer().deserialize(record.topic(), record.value()));
    }

    static String key(ConsumerRecord<byte[], byte[]> record) {
        return record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8);
    }

    static String header(ConsumerRecord<byte[], byte[]> record, String header) {
        return record.headers().lastHeader(header) == null
                ? null
                : new String(record.headers().lastHeader(header).value(), StandardCharsets.UTF_8);
    }

    private static List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer, String topic) {
        return consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
    }

    private static KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", LocalServers.bootstrapServers(), "isolation.level", "read_committed"),
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

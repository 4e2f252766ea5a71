package io.alignstreams.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What servers hold of an application, so that others can hold it byte for byte, every record at its offset and every
 * schema under its id.
 *
 * @param schemas in the order of their ids, which begin with 1
 * @param topics by name
 * @param offsets that groups have committed
 */
public record Recording(List<Registered> schemas, Map<String, Recorded> topics, List<Committed> offsets) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A schema of a subject. */
    public record Registered(int id, String subject, String schema) {}

    /**
     * A topic with all its records.
     *
     * @param ends offset behind the last record of each partition, or the end of the transaction that it is of
     */
    public record Recorded(Map<String, String> settings, List<Long> ends, List<Entry> records) {}

    /** A record where it lies; bytes are base64 in the file. */
    public record Entry(
            int partition, long offset, long timestamp, byte[] key, byte[] value, List<EntryHeader> headers) {}

    public record EntryHeader(String key, byte[] value) {}

    public record Committed(String group, String topic, int partition, long offset, String metadata) {}

    /** A record that was played back. */
    public record Played(String topic, String key, Future<RecordMetadata> sent) {}

    public static Recording load(Path file) throws IOException {
        return JSON.readValue(Files.readAllBytes(file), Recording.class);
    }

    public void save(Path file) throws IOException {
        Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n");
    }

    /** Records the topics of a stream and of its state; no transaction may be open, and none taken back. */
    public static Recording of(Stream stream, String registry) throws Exception {
        List<String> names = new ArrayList<>(stream.config.topics().all());
        names.add(stream.config.applicationId() + "-label-sets-changelog");
        Map<String, Recorded> topics = new TreeMap<>();
        for (String name : names) {
            Map<TopicPartition, Long> ends = stream.ends(name, IsolationLevel.READ_COMMITTED);
            topics.put(
                    name,
                    new Recorded(
                            settings(stream.cluster.admin(), name),
                            IntStream.range(0, ends.size())
                                    .mapToObj(partition -> ends.get(new TopicPartition(name, partition)))
                                    .toList(),
                            stream.read(name).stream().map(Recording::entry).toList()));
        }
        List<Committed> offsets = new ArrayList<>();
        for (String group : List.of(stream.config.applicationId(), stream.config.labelsApplicationId())) {
            stream.cluster
                    .admin()
                    .listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .forEach((partition, committed) -> offsets.add(new Committed(
                            group,
                            partition.topic(),
                            partition.partition(),
                            committed.offset(),
                            committed.metadata())));
        }
        offsets.sort(Comparator.comparing(Committed::toString));
        return new Recording(schemas(registry), topics, offsets);
    }

    private static Map<String, String> settings(Admin admin, String topic) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        Map<String, String> settings = new TreeMap<>();
        for (ConfigEntry entry : admin.describeConfigs(List.of(resource))
                .all()
                .get()
                .get(resource)
                .entries()) {
            if (entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG) {
                settings.put(entry.name(), entry.value());
            }
        }
        return settings;
    }

    private static Entry entry(ConsumerRecord<byte[], byte[]> record) {
        List<EntryHeader> headers = new ArrayList<>();
        record.headers().forEach(header -> headers.add(new EntryHeader(header.key(), header.value())));
        return new Entry(
                record.partition(), record.offset(), record.timestamp(), record.key(), record.value(), headers);
    }

    private static List<Registered> schemas(String registry) throws Exception {
        List<Registered> schemas = new ArrayList<>();
        for (String subject : ask(registry + "/subjects", null, String[].class)) {
            String versions = registry + "/subjects/" + subject + "/versions";
            for (int version : ask(versions, null, int[].class)) {
                Map<?, ?> found = ask(versions + "/" + version, null, Map.class);
                schemas.add(new Registered((Integer) found.get("id"), subject, (String) found.get("schema")));
            }
        }
        schemas.sort(Comparator.comparingInt(Registered::id));
        return schemas;
    }

    private static <T> T ask(String address, Object body, Class<T> answer) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address));
        if (body != null) {
            request.POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)));
        }
        return JSON.readValue(
                HttpClient.newHttpClient()
                        .send(request.build(), HttpResponse.BodyHandlers.ofString())
                        .body(),
                answer);
    }

    /** Makes an empty cluster and an empty registry hold all of it. */
    public List<Played> play(String bootstrapServers, String registry) throws Exception {
        for (Registered schema : schemas) {
            Map<?, ?> answer = ask(
                    registry + "/subjects/" + schema.subject() + "/versions",
                    Map.of("schema", schema.schema()),
                    Map.class);
            require("id of " + schema.subject(), schema.id(), answer.get("id"));
        }
        List<Played> played = new ArrayList<>();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            for (Map.Entry<String, Recorded> topic : topics.entrySet()) {
                // Brokers delete what is older than a week.
                Map<String, String> settings = new HashMap<>(topic.getValue().settings());
                settings.put("retention.ms", "-1");
                NewTopic created =
                        new NewTopic(topic.getKey(), topic.getValue().ends().size(), (short) 1).configs(settings);
                admin.createTopics(List.of(created)).all().get();
                played.addAll(play(bootstrapServers, topic.getKey(), topic.getValue()));
            }
            for (Committed committed : offsets) {
                admin.alterConsumerGroupOffsets(
                                committed.group(),
                                Map.of(
                                        new TopicPartition(committed.topic(), committed.partition()),
                                        new OffsetAndMetadata(committed.offset(), committed.metadata())))
                        .all()
                        .get();
            }
        }
        return played;
    }

    /** Where offsets have no record, there were the ends of transactions, and so they are again. */
    private static List<Played> play(String bootstrapServers, String topic, Recorded recorded) throws Exception {
        List<Played> played = new ArrayList<>();
        Map<String, Object> transactional =
                Map.of("bootstrap.servers", bootstrapServers, "transactional.id", "play " + topic);
        try (KafkaProducer<byte[], byte[]> transactions =
                        new KafkaProducer<>(transactional, new ByteArraySerializer(), new ByteArraySerializer());
                KafkaProducer<byte[], byte[]> plain = new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrapServers),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            transactions.initTransactions();
            for (int partition = 0; partition < recorded.ends().size(); partition++) {
                int of = partition;
                List<Entry> entries = recorded.records().stream()
                        .filter(entry -> entry.partition() == of)
                        .sorted(Comparator.comparingLong(Entry::offset))
                        .toList();
                for (int from = 0; from < entries.size(); ) {
                    int to = from + 1;
                    while (to < entries.size()
                            && entries.get(to).offset() == entries.get(to - 1).offset() + 1) {
                        to++;
                    }
                    boolean ends =
                            entries.get(to - 1).offset() + 1 < recorded.ends().get(partition);
                    if (ends) {
                        transactions.beginTransaction();
                    }
                    for (Entry entry : entries.subList(from, to)) {
                        Future<RecordMetadata> sent = (ends ? transactions : plain).send(record(topic, entry));
                        require(topic, entry.offset(), sent.get().offset());
                        played.add(
                                new Played(topic, entry.key() == null ? null : new String(entry.key(), UTF_8), sent));
                    }
                    if (ends) {
                        transactions.commitTransaction();
                    }
                    from = to;
                }
            }
        }
        return played;
    }

    private static ProducerRecord<byte[], byte[]> record(String topic, Entry entry) {
        List<Header> headers = entry.headers().stream()
                .map(header -> (Header) new RecordHeader(header.key(), header.value()))
                .toList();
        return new ProducerRecord<>(topic, entry.partition(), entry.timestamp(), entry.key(), entry.value(), headers);
    }

    private static void require(String what, Object expected, Object found) {
        if (!expected.equals(found)) {
            throw new AssertionError(what + ": expected " + expected + " as recorded, found " + found);
        }
    }
}

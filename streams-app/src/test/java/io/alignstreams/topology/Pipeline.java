package io.alignstreams.topology;

import io.alignstreams.config.AlignStreamsConfig;
import io.alignstreams.config.StreamsProperties;
import io.alignstreams.schemas.ClassificationEvent;
import io.alignstreams.schemas.EmbeddingEvent;
import io.alignstreams.schemas.ImageEvent;
import io.alignstreams.schemas.LabelSet;
import io.alignstreams.serde.MockSchemaRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/**
 * Both topologies, built as the application builds them, without a broker. What the first makes of label sets is piped into
 * the second.
 */
final class Pipeline implements AutoCloseable {
    /** The wall clock at the beginning. */
    static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    final WordEmbedder embedder;
    final Values values;
    final TopologyTestDriver labels;
    final TopologyTestDriver scoring;

    private final String scope = UUID.randomUUID().toString();
    private final TestInputTopic<byte[], byte[]> labelSets;
    private final TestOutputTopic<byte[], byte[]> embedded;
    private final TestOutputTopic<byte[], byte[]> labelDeadLetters;
    private final TestInputTopic<byte[], byte[]> labelSetEmbeddings;
    private final TestInputTopic<byte[], byte[]> images;
    private final TestOutputTopic<byte[], byte[]> classifications;
    private final TestOutputTopic<byte[], byte[]> embeddings;
    private final TestOutputTopic<byte[], byte[]> deadLetters;
    private final MeterRegistry meters = new SimpleMeterRegistry();

    record Dead(@Nullable String key, byte @Nullable [] value, Map<String, String> headers, long timestamp) {
        @Nullable String code() {
            return headers.get(DeadLetters.HEADER_CODE);
        }

        @Nullable String labelSet() {
            return headers.get(DeadLetters.HEADER_LABEL_SET);
        }
    }

    Pipeline(Path directory, Map<String, String> settings) {
        this(directory, settings, new WordEmbedder("digest-1"));
    }

    Pipeline(Path directory, Map<String, String> settings, WordEmbedder embedder) {
        Map<String, String> properties = new HashMap<>(Map.of(
                "bootstrap.servers",
                "nowhere:9",
                "schema.registry.url",
                "mock://" + scope,
                "state.dir",
                directory.toString()));
        properties.putAll(settings);
        AlignStreamsConfig config = new AlignStreamsConfig(properties);
        StreamsProperties streams = new StreamsProperties(config);
        this.embedder = embedder;
        this.values = new Values(config, Clock.systemUTC());
        labels = driver(new LabelsTopology(config, values, embedder, meters).get(), streams.labels());
        scoring = driver(new ScoringTopology(config, values, embedder, meters).get(), streams.scoring(1));
        labelSets = input(labels, config.topics().labelSets());
        embedded = output(labels, config.topics().labelSetEmbeddings());
        labelDeadLetters = output(labels, config.topics().deadLetters());
        labelSetEmbeddings = input(scoring, config.topics().labelSetEmbeddings());
        images = input(scoring, config.topics().imageEvents());
        classifications = output(scoring, config.topics().imageClassifications());
        embeddings = output(scoring, config.topics().imageEmbeddings());
        deadLetters = output(scoring, config.topics().deadLetters());
    }

    private static TopologyTestDriver driver(org.apache.kafka.streams.Topology topology, Properties properties) {
        return new TopologyTestDriver(topology, properties, NOW);
    }

    private static TestInputTopic<byte[], byte[]> input(TopologyTestDriver driver, String topic) {
        return driver.createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static TestOutputTopic<byte[], byte[]> output(TopologyTestDriver driver, String topic) {
        return driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    MeterRegistry meters() {
        return meters;
    }

    byte[] bytes(String topic, SpecificRecord value) {
        return values.encode(topic, value);
    }

    void apply(String id, LabelSet labelSet, Instant time) {
        labelSetBytes(id, bytes("label-sets", labelSet), time.toEpochMilli());
    }

    void delete(String id, Instant time) {
        labelSetBytes(id, null, time.toEpochMilli());
    }

    void labelSetBytes(@Nullable String id, byte @Nullable [] value, long timestamp) {
        labelSets.pipeInput(new TestRecord<>(key(id), value, new RecordHeaders(), timestamp));
        embedded.readRecordsToList().forEach(labelSetEmbeddings::pipeInput);
    }

    void labelSetEmbeddingsBytes(@Nullable String id, byte @Nullable [] value, Instant time) {
        labelSetEmbeddings.pipeInput(new TestRecord<>(key(id), value, new RecordHeaders(), time.toEpochMilli()));
    }

    void image(String id, ImageEvent event, Instant time) {
        imageBytes(id, bytes("image-events", event), time.toEpochMilli());
    }

    void imageBytes(@Nullable String id, byte @Nullable [] value, long timestamp) {
        imageBytes(id, value, timestamp, new RecordHeaders());
    }

    void imageBytes(@Nullable String id, byte @Nullable [] value, long timestamp, Headers headers) {
        images.pipeInput(new TestRecord<>(key(id), value, headers, Instant.ofEpochMilli(timestamp)));
    }

    List<ClassificationEvent> classifications() {
        return classifications.readValuesToList().stream()
                .map(value -> values.decoder(ClassificationEvent.class).deserialize("", value))
                .toList();
    }

    List<TestRecord<byte[], byte[]>> embeddingRecords() {
        return embeddings.readRecordsToList();
    }

    List<EmbeddingEvent> embeddings() {
        return embeddings.readValuesToList().stream()
                .map(value -> values.decoder(EmbeddingEvent.class).deserialize("", value))
                .toList();
    }

    List<Dead> deadLetters() {
        return deadLetters.readRecordsToList().stream().map(Pipeline::dead).toList();
    }

    List<TestRecord<byte[], byte[]>> deadLetterRecords() {
        return deadLetters.readRecordsToList();
    }

    List<Dead> labelDeadLetters() {
        return labelDeadLetters.readRecordsToList().stream().map(Pipeline::dead).toList();
    }

    static Dead dead(TestRecord<byte[], byte[]> record) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : record.headers()) {
            headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
        }
        String key = record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8);
        return new Dead(key, record.value(), headers, record.timestamp());
    }

    private static byte @Nullable [] key(@Nullable String id) {
        return id == null ? null : id.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        labels.close();
        scoring.close();
        values.close();
        MockSchemaRegistry.drop(scope);
    }
}

package io.alignstreams.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alignstreams.schemas.EmbeddingEvent;
import io.alignstreams.schemas.ImageEvent;
import io.alignstreams.schemas.LabelSet;
import io.alignstreams.schemas.Lineage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AvroSerdeTest {
    private static final String SCOPE = "AvroSerdeTest";
    private static final String TOPIC = "image-events";
    private static final long SEED = new Random().nextLong();

    private final AvroSerde<ImageEvent> serde = new AvroSerde<>();
    private final ImageEvent event = ImageEvent.newBuilder()
            .setImage(ByteBuffer.wrap(new byte[] {1, 2, 3}))
            .setLabelSets(List.of("tags", "moderation"))
            .setMetadata(Map.of("camera", "7"))
            .build();

    @BeforeEach
    void configure() {
        serde.configure(Map.of("schema.registry.url", "mock://" + SCOPE), false);
    }

    @AfterEach
    void drop() {
        serde.close();
        MockSchemaRegistry.drop(SCOPE);
    }

    @Test
    void shouldReadWhatItWrote() {
        byte[] bytes = serde.serializer().serialize(TOPIC, event);
        assertThat(serde.deserializer().deserialize(TOPIC, bytes)).isEqualTo(event);
    }

    @Test
    void shouldWriteConfluentsPrefixAndRegisterByTopic() {
        byte[] bytes = serde.serializer().serialize(TOPIC, event);
        assertThat(bytes).startsWith(0, 0, 0, 0, 1);
        assertThat(MockSchemaRegistry.scope(SCOPE).subjects()).containsExactly("image-events-value");
        assertThat(MockSchemaRegistry.scope(SCOPE).schemaOf(1)).isEqualTo(ImageEvent.getClassSchema());
    }

    @Test
    void shouldWriteVectorsAsAvroWritesBoxedFloats() throws IOException {
        Random random = new Random(SEED);
        float[] values = new float[640];
        List<Float> boxed = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat() - 0.5f;
            boxed.add(values[i]);
        }
        EmbeddingEvent.Builder embedding =
                EmbeddingEvent.newBuilder().setDimension(values.length).setLabelSets(List.of());
        embedding.setLineage(new Lineage("t", 0, 0L, "", "", "", "", "", Map.of()));

        assertThat(write(embedding.setEmbedding(new FloatVector(values)).build()))
                .as("seed %d", SEED)
                .isEqualTo(byAvro(embedding.setEmbedding(boxed).build()));
        assertThat(write(embedding.setEmbedding(new FloatVector(new float[0])).build()))
                .isEqualTo(byAvro(embedding.setEmbedding(List.of()).build()));
    }

    @Test
    void shouldWriteByGeneratedCodeWhatAvroWritesByTheSchema() throws IOException {
        assertThat(write(event)).isEqualTo(byAvro(event));
    }

    private static byte[] write(SpecificRecord record) {
        try (AvroSerializer<SpecificRecord> serializer = new AvroSerializer<>()) {
            serializer.configure(Map.of("schema.registry.url", "mock://" + SCOPE), false);
            byte[] bytes = Objects.requireNonNull(serializer.serialize(TOPIC, record));
            return Arrays.copyOfRange(bytes, AvroSerializer.PREFIX_BYTES, bytes.length);
        }
    }

    private static byte[] byAvro(SpecificRecord record) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Encoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new SpecificDatumWriter<SpecificRecord>(record.getSchema()).write(record, encoder);
        encoder.flush();
        return bytes.toByteArray();
    }

    @Test
    void shouldKeepNull() {
        assertThat(serde.serializer().serialize(TOPIC, null)).isNull();
        assertThat(serde.deserializer().deserialize(TOPIC, null)).isNull();
    }

    @Test
    void shouldRefuseToWriteWhatIsNotRegisteredIfTold() {
        try (AvroSerializer<ImageEvent> serializer = new AvroSerializer<>()) {
            serializer.configure(
                    Map.of("schema.registry.url", "mock://" + SCOPE, "auto.register.schemas", "false"), false);
            assertThatThrownBy(() -> serializer.serialize(TOPIC, event))
                    .isInstanceOf(SerializationException.class)
                    .hasMessageContaining("image-events-value")
                    .hasMessageContaining("io.alignstreams.schemas.ImageEvent");
        }
    }

    @Test
    void shouldNameTheIdOfAnUnknownSchema() {
        byte[] bytes = serde.serializer().serialize(TOPIC, event);
        bytes[4] = 99;
        assertThatThrownBy(() -> serde.deserializer().deserialize(TOPIC, bytes))
                .isInstanceOf(UnknownSchemaException.class)
                .hasMessageContaining("99");
    }

    @Test
    void shouldRefuseBytesOfAnotherFormat() {
        for (byte[] bytes :
                List.of(new byte[0], new byte[] {0, 0, 0, 1}, "{\"image\":1}".getBytes(StandardCharsets.UTF_8))) {
            assertThatThrownBy(() -> serde.deserializer().deserialize(TOPIC, bytes))
                    .isExactlyInstanceOf(SerializationException.class)
                    .hasMessageContaining("topic image-events: expected a zero byte and a schema id");
        }
    }

    @Test
    void shouldRefuseTruncatedRecords() {
        byte[] bytes = serde.serializer().serialize(TOPIC, event);
        for (int length = AvroSerializer.PREFIX_BYTES; length < bytes.length; length++) {
            byte[] truncated = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> serde.deserializer().deserialize(TOPIC, truncated))
                    .isExactlyInstanceOf(SerializationException.class);
        }
    }

    @Test
    void shouldRefuseLengthsThatNobodyHasMemoryFor() {
        serde.serializer().serialize(TOPIC, event);
        byte[] lying = {0, 0, 0, 0, 1, (byte) 0xF2, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x0F};
        assertThatThrownBy(() -> serde.deserializer().deserialize(TOPIC, lying))
                .isExactlyInstanceOf(SerializationException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java.math.BigDecimal",
                "java.lang.Integer",
                "java.lang.Runtime",
                "io.alignstreams.schemas.Emit",
                "io.alignstreams.schemas.Nothing"
            })
    void shouldRefuseRecordsThatAreNoneOfOurs(String name) {
        register("{\"type\":\"record\",\"name\":\"" + name + "\",\"fields\":[]}");
        assertThatThrownBy(() -> serde.deserializer().deserialize(TOPIC, new byte[] {0, 0, 0, 0, 1}))
                .isExactlyInstanceOf(SerializationException.class)
                .hasMessage(
                        "topic image-events: expected schema id 1 to be one of align-streams' records, found " + name);
    }

    @Test
    void shouldRefuseASchemaThatIsDeeperThanTheStack() {
        String chain = IntStream.range(0, 3_000)
                .mapToObj(i ->
                        "{\"name\":\"f" + i + "\",\"type\":{\"type\":\"record\",\"name\":\"R" + i + "\",\"fields\":["
                                + (i == 0 ? "" : "{\"name\":\"next\",\"type\":\"R" + (i - 1) + "\"}") + "]}}")
                .collect(Collectors.joining(","));
        register("{\"type\":\"record\",\"name\":\"io.alignstreams.schemas.ImageEvent\",\"fields\":[" + chain + "]}");
        FutureTask<ImageEvent> reading =
                new FutureTask<>(() -> serde.deserializer().deserialize(TOPIC, new byte[] {0, 0, 0, 0, 1}));
        new Thread(null, reading, "of a small stack", 1 << 17).start();
        assertThatThrownBy(reading::get)
                .cause()
                .isExactlyInstanceOf(SerializationException.class)
                .hasMessageContaining("topic image-events: expected 5 bytes of a io.alignstreams.schemas.ImageEvent")
                .hasCauseInstanceOf(StackOverflowError.class);
    }

    private static void register(String schema) {
        MockSchemaRegistry.scope(SCOPE).register("image-events-value", new Schema.Parser().parse(schema), false);
    }

    @Test
    void shouldReadOrRefuseMutatedBytesButNeverFailOtherwise() {
        System.out.println("mutated records: seed " + SEED);
        Random random = new Random(SEED);
        byte[] whole = serde.serializer().serialize(TOPIC, event);
        int refused = 0;
        for (int mutation = 0; mutation < 5_000; mutation++) {
            byte[] mutated = whole.clone();
            mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
            mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
            try {
                serde.deserializer().deserialize(TOPIC, mutated);
            } catch (SerializationException e) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void shouldSayWhichRecordDoesNotFitItsSchema() {
        LabelSet incomplete = new LabelSet();
        incomplete.put("top_k", 3);
        try (AvroSerializer<LabelSet> serializer = new AvroSerializer<>()) {
            serializer.configure(Map.of("schema.registry.url", "mock://" + SCOPE), false);
            assertThatThrownBy(() -> serializer.serialize("label-sets", incomplete))
                    .isInstanceOf(SerializationException.class)
                    .hasMessageContaining("topic label-sets: expected a io.alignstreams.schemas.LabelSet");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "use.latest.version",
                "schema.registry.ssl.engine.factory.class",
                "schema.registry.ssl.endpoint.identification.algorithm",
                "schema.registry.ssl.enabled.protocols",
                "schema.registry.ssl.cipher.suites",
                "latest.compatibility.strict",
                "key.subject.name.strategy",
                "avro.remove.java.properties",
                "rule.executors",
                "bearer.auth.issuer.endpoint.url",
                "value.schema.id.serializer",
                "request.header.X-Tenant",
                "srclient.http.read.timeout.ms"
            })
    void shouldRefuseConfluentsKeysThatItDoesNotSupport(String key) {
        assertThatThrownBy(() -> serde.configure(Map.of("schema.registry.url", "mock://" + SCOPE, key, "x"), false))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(key);
    }

    @Test
    void shouldTakeWhatItDoesAnywayAndKafkasOwnKeys() {
        serde.configure(
                Map.of(
                        "schema.registry.url",
                        "mock://" + SCOPE,
                        "specific.avro.reader",
                        true,
                        "value.subject.name.strategy",
                        "io.confluent.kafka.serializers.subject.TopicNameStrategy",
                        "bootstrap.servers",
                        "localhost:9092",
                        "retries",
                        3),
                false);
        assertThat(serde.serializer().serialize(TOPIC, event)).startsWith(0);
    }

    @ParameterizedTest
    @CsvSource({
        "basic.auth.credentials.source, USER_INFO, basic.auth.user.info",
        "bearer.auth.credentials.source, STATIC_TOKEN, bearer.auth.token"
    })
    void shouldAskForTheCredentialsThatItIsToSend(String sourceKey, String source, String key) {
        Map<String, String> settings = Map.of("schema.registry.url", "mock://" + SCOPE, sourceKey, source);
        assertThatThrownBy(() -> serde.configure(settings, false))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(sourceKey + ": expected " + key + ", found none; set it to");
        Map<String, String> blank = new HashMap<>(settings);
        blank.put(key, " ");
        assertThatThrownBy(() -> serde.configure(blank, false)).isInstanceOf(ConfigException.class);
    }

    @Test
    void shouldAskForAnAddress() {
        assertThatThrownBy(() -> serde.configure(Map.of(), false))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("schema.registry.url");
        assertThatThrownBy(() -> serde.configure(Map.of("schema.registry.url", "registry:8081"), false))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("expected http://HOST");
    }
}

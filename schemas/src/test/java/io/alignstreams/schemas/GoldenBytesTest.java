package io.alignstreams.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.alignstreams.serde.AvroSerde;
import io.alignstreams.serde.MockSchemaRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every release wrote, kept as bytes with the schemas that wrote it: today's classes must read all of it. With
 * {@code -Dgolden.release=VERSION} the folder of a release is made, which must not be there yet.
 */
class GoldenBytesTest {
    private static final Path TODAY = Path.of("src/main/avro");
    private static final int PREFIX_BYTES = 5;

    @BeforeAll
    static void release() throws IOException {
        String version = System.getProperty("golden.release");
        if (version == null) {
            return;
        }
        Path folder = Files.createDirectory(Releases.FOLDER.resolve(version));
        try (Stream<Path> schemas = Files.list(TODAY)) {
            for (Path schema : schemas.toList()) {
                Files.copy(schema, folder.resolve(schema.getFileName()));
            }
        }
        for (SpecificRecord event : GoldenEvents.BY_VERSION.get(version)) {
            try (AvroSerde<SpecificRecord> serde = serde(event.getSchema())) {
                Files.write(
                        Releases.bytes(version, event.getSchema()),
                        serde.serializer().serialize("topic", event));
            }
        }
    }

    static Stream<Arguments> events() {
        return GoldenEvents.BY_VERSION.entrySet().stream().flatMap(release -> release.getValue().stream()
                .map(event ->
                        arguments(release.getKey(), Named.of(event.getSchema().getName(), event))));
    }

    @ParameterizedTest
    @MethodSource("events")
    void shouldReadEveryFieldThatAReleaseWrote(String version, SpecificRecord event) throws IOException {
        Schema writer = Releases.schemas(version).get(event.getSchema().getFullName());
        byte[] kept = Files.readAllBytes(Releases.bytes(version, event.getSchema()));
        try (AvroSerde<SpecificRecord> serde = serde(writer)) {
            assertThat(serde.deserializer().deserialize("topic", kept)).isEqualTo(event);
        }
    }

    @ParameterizedTest
    @MethodSource("events")
    void shouldKeepNoFieldAtItsDefault(String version, SpecificRecord event) throws IOException {
        Schema writer = Releases.schemas(version).get(event.getSchema().getFullName());
        byte[] kept = Files.readAllBytes(Releases.bytes(version, event.getSchema()));
        GenericRecord read = new GenericDatumReader<GenericRecord>(writer)
                .read(null, DecoderFactory.get().binaryDecoder(kept, PREFIX_BYTES, kept.length - PREFIX_BYTES, null));
        List<String> found = new ArrayList<>();
        collectDefaults(read, found);
        assertThat(found).isEmpty();
    }

    @Test
    void shouldKnowWhatIsInTheBytesOfEveryRelease() throws IOException {
        assertThat(GoldenEvents.BY_VERSION.keySet()).containsExactlyInAnyOrderElementsOf(Releases.versions());
        for (String version : Releases.versions()) {
            try (Stream<Path> files = Files.list(Releases.FOLDER.resolve(version))) {
                assertThat(files.filter(file -> file.toString().endsWith(".bin")))
                        .containsExactlyInAnyOrderElementsOf(GoldenEvents.BY_VERSION.get(version).stream()
                                .map(event -> Releases.bytes(version, event.getSchema()))
                                .toList());
            }
        }
    }

    /** Of a list its first element counts. */
    private static void collectDefaults(Object value, List<String> found) {
        if (value instanceof List<?> list && !list.isEmpty()) {
            collectDefaults(list.get(0), found);
        }
        if (value instanceof GenericRecord record) {
            for (Schema.Field field : record.getSchema().getFields()) {
                Object part = record.get(field.pos());
                if (Objects.equals(part, GenericData.get().getDefaultValue(field))) {
                    found.add(record.getSchema().getName() + "." + field.name());
                }
                collectDefaults(part, found);
            }
        }
    }

    /** A serde whose registry knows one schema, under the id of the bytes that were kept. */
    private static AvroSerde<SpecificRecord> serde(Schema schema) {
        String scope = "GoldenBytesTest";
        MockSchemaRegistry.drop(scope);
        MockSchemaRegistry.scope(scope).register("topic-value", schema, false);
        AvroSerde<SpecificRecord> serde = new AvroSerde<>();
        serde.configure(Map.of("schema.registry.url", "mock://" + scope), false);
        return serde;
    }
}

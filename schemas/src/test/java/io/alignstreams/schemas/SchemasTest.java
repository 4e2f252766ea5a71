package io.alignstreams.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rules that let schemas change without anybody noticing: FULL_TRANSITIVE compatibility with every schema that was
 * ever released.
 */
class SchemasTest {
    private static final Set<Schema.Type> MAY_BE_EMPTY = Set.of(Schema.Type.ARRAY, Schema.Type.MAP, Schema.Type.BYTES);
    private static final Pattern EMPTINESS = Pattern.compile("Empty: |never empty|at least one");

    static Stream<Schema> topics() {
        return Stream.of(
                ImageEvent.getClassSchema(),
                LabelSet.getClassSchema(),
                LabelSetEmbeddings.getClassSchema(),
                EmbeddingEvent.getClassSchema(),
                ClassificationEvent.getClassSchema());
    }

    @ParameterizedTest
    @MethodSource("topics")
    void shouldDocumentEverythingAndDefaultEverything(Schema schema) {
        List<String> faults = new ArrayList<>();
        check(schema, faults);
        assertThat(faults).isEmpty();
    }

    static Stream<Arguments> released() throws IOException {
        Stream.Builder<Arguments> released = Stream.builder();
        for (String version : Releases.versions()) {
            Releases.schemas(version).forEach((name, schema) -> released.add(arguments(version, name, schema)));
        }
        return released.build();
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("released")
    void shouldReadAndBeReadByEveryReleasedSchema(String version, String name, Schema released) {
        Schema today = Stream.concat(topics(), Stream.of(Lineage.getClassSchema()))
                .filter(schema -> schema.getFullName().equals(name))
                .findFirst()
                .orElseGet(() -> fail("expected the record that release " + version + " had, found none of its name"));
        assertCompatible(today, released);
        assertCompatible(released, today);
    }

    private static void assertCompatible(Schema reader, Schema writer) {
        SchemaCompatibility.SchemaPairCompatibility result =
                SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
        assertThat(result.getType())
                .as(() -> result.getResult().getIncompatibilities().toString())
                .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
    }

    private static void check(Schema schema, List<String> faults) {
        switch (schema.getType()) {
            case RECORD -> {
                if (schema.getDoc() == null) {
                    faults.add(schema.getName() + " has no doc");
                }
                for (Schema.Field field : schema.getFields()) {
                    String doc = String.valueOf(field.doc());
                    if (field.doc() == null || doc.isBlank()) {
                        faults.add(schema.getName() + "." + field.name() + " has no doc");
                    }
                    if (field.schema().isNullable() && !doc.contains("Null: ")) {
                        faults.add(schema.getName() + "." + field.name() + " does not say what null means");
                    }
                    if (MAY_BE_EMPTY.contains(field.schema().getType())
                            && !EMPTINESS.matcher(doc).find()) {
                        faults.add(schema.getName() + "." + field.name() + " does not say what empty means");
                    }
                    if (!field.hasDefaultValue()) {
                        faults.add(schema.getName() + "." + field.name() + " has no default");
                    }
                    check(field.schema(), faults);
                }
            }
            case ENUM -> {
                if (schema.getEnumDefault() == null) {
                    faults.add(schema.getName() + " has no default symbol");
                }
            }
            case ARRAY -> check(schema.getElementType(), faults);
            case MAP -> check(schema.getValueType(), faults);
            case UNION -> schema.getTypes().forEach(type -> check(type, faults));
            default -> {}
        }
    }
}

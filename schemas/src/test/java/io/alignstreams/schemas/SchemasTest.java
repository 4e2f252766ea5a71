package io.alignstreams.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rules that let schemas change without anybody noticing: FULL_TRANSITIVE compatibility with every schema that was
 * ever released. Those are kept in {@code src/test/resources/released/VERSION}; a release copies {@code src/main/avro} into
 * a folder of its own, and nothing is ever changed in one.
 */
class SchemasTest {
    private static final Path RELEASED = Path.of("src/test/resources/released");
    private static final Set<Schema.Type> MAY_BE_EMPTY = Set.of(Schema.Type.ARRAY, Schema.Type.MAP, Schema.Type.BYTES);
    private static final Pattern EMPTINESS = Pattern.compile("Empty: |never empty|at least one");
    private static final Set<String> SHARED = Set.of("Lineage.avsc", "LabelSet.avsc");

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

    @ParameterizedTest
    @MethodSource("topics")
    void shouldReadAndBeReadByEveryReleasedSchema(Schema schema) throws IOException {
        try (Stream<Path> releases = Files.list(RELEASED)) {
            List<Path> folders = releases.toList();
            assertThat(folders).isNotEmpty();
            for (Path folder : folders) {
                Schema released = parse(folder).get(schema.getName());
                if (released != null) {
                    assertCompatible(folder, schema, released);
                    assertCompatible(folder, released, schema);
                }
            }
        }
    }

    /** All schemas of a folder by name; those that others refer to come first. */
    private static Map<String, Schema> parse(Path folder) throws IOException {
        Schema.Parser parser = new Schema.Parser();
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> inOrder = files.sorted(Comparator.comparing(
                            file -> !SHARED.contains(file.getFileName().toString())))
                    .toList();
            Map<String, Schema> schemas = new HashMap<>();
            for (Path file : inOrder) {
                Schema schema = parser.parse(file.toFile());
                schemas.put(schema.getName(), schema);
            }
            return schemas;
        }
    }

    private static void assertCompatible(Path file, Schema reader, Schema writer) {
        SchemaCompatibility.SchemaPairCompatibility result =
                SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
        assertThat(result.getType())
                .as(file + ": " + result.getResult().getIncompatibilities())
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

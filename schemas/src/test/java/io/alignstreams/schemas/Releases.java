package io.alignstreams.schemas;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.Schema;

/** The schemas of all releases, a folder each; its README says what may be done there. */
final class Releases {
    static final Path FOLDER = Path.of("src/test/resources/released");

    private static final Set<String> SHARED = Set.of("Lineage.avsc", "LabelSet.avsc");

    private Releases() {}

    static List<String> versions() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .toList();
        }
    }

    /** The schemas of a release by full name; those that others refer to come first. */
    static Map<String, Schema> schemas(String version) throws IOException {
        Schema.Parser parser = new Schema.Parser();
        Map<String, Schema> schemas = new LinkedHashMap<>();
        try (Stream<Path> files = Files.list(FOLDER.resolve(version))) {
            List<Path> inOrder = files.filter(file -> file.toString().endsWith(".avsc"))
                    .sorted(Comparator.comparing(
                            file -> !SHARED.contains(file.getFileName().toString())))
                    .toList();
            for (Path file : inOrder) {
                Schema schema = parser.parse(file.toFile());
                schemas.put(schema.getFullName(), schema);
            }
        }
        return schemas;
    }

    static Path bytes(String version, Schema schema) {
        return FOLDER.resolve(version).resolve(schema.getName() + ".bin");
    }
}

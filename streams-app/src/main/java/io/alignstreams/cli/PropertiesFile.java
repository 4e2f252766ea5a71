package io.alignstreams.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A .properties file of somebody's, who wants to find it as it was but for what is changed. */
final class PropertiesFile {
    private PropertiesFile() {}

    /** Changes settings where they stand, adds those that do not, and leaves all other lines alone. */
    static void write(Path file, Map<String, String> settings) throws IOException {
        Map<String, String> missing = new LinkedHashMap<>(settings);
        List<String> lines = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            String key = line.strip().split("\\s*[=:\\s]", 2)[0];
            String value = settings.get(key);
            if (value == null) {
                lines.add(line);
            } else if (missing.remove(key) != null) {
                lines.add(key + "=" + value);
            }
        }
        missing.forEach((key, value) -> lines.add(key + "=" + value));
        Files.write(file, lines);
    }
}

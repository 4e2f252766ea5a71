package io.alignstreams.cli;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A .properties file of somebody's, who wants to find it as it was but for what is changed. */
final class PropertiesFile {
    /** A comment, or a setting with the lines that it goes on in after a backslash; then its end. */
    private static final Pattern LINE = Pattern.compile(
            "([ \\t\\f]*+[#!][^\\r\\n]*+|(?:[^\\\\\\r\\n]++|\\\\(?:\\r\\n|[\\s\\S])?+)*+)(\\r\\n|\\r|\\n|\\z)");

    private PropertiesFile() {}

    /**
     * Changes settings where they stand, adds those that do not, and leaves all other lines alone. The file is replaced by
     * another with its permissions, so that whoever reads it finds the one or the other.
     */
    static void write(Path file, Map<String, String> settings) throws IOException {
        Path target = file.toRealPath();
        String changed = change(Files.readString(target), settings);
        Path unfinished = Files.createTempFile(target.getParent(), "." + target.getFileName(), ".unfinished");
        try {
            Files.copy(target, unfinished, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
            Files.writeString(unfinished, changed);
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private static String change(String text, Map<String, String> settings) throws IOException {
        String separator = text.contains("\r\n") ? "\r\n" : "\n";
        Map<String, String> missing = new LinkedHashMap<>(settings);
        StringBuilder changed = new StringBuilder();
        for (MatchResult line : LINE.matcher(text).results().toList()) {
            String key = key(line.group());
            if (!settings.containsKey(key)) {
                changed.append(line.group());
            } else if (missing.remove(key) != null) {
                changed.append(key).append('=').append(settings.get(key)).append(line.group(2));
            }
        }
        if (!missing.isEmpty() && !changed.isEmpty() && !changed.toString().endsWith("\n")) {
            changed.append(separator);
        }
        missing.forEach(
                (key, value) -> changed.append(key).append('=').append(value).append(separator));
        return changed.toString();
    }

    /** The setting of a line, as whoever loads the file reads it; empty if it has none. */
    private static String key(String line) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(line));
        return String.join("", properties.stringPropertyNames());
    }
}

package io.alignstreams.align;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Reads the keys of one object of a configuration file. A key that is absent or null has its default; one of the wrong
 * type is a {@link CheckpointException} that names it; unknown keys are nobody's business, as in transformers.
 */
public final class ConfigReader {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final String where;
    private final JsonNode node;

    /** Reads one object; {@code where} names its file, and it within the file, in errors. */
    public ConfigReader(String where, JsonNode node) {
        this.where = where;
        this.node = node;
        if (!node.isObject() && !node.isNull() && !node.isMissingNode()) {
            throw new CheckpointException(where + ": expected a JSON object, found " + node);
        }
    }

    /** Reads a whole file. */
    public static JsonNode readFile(Path file) throws IOException {
        try {
            return JSON.readTree(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new CheckpointException(file + ": expected this file of a checkpoint, found none", e);
        } catch (JsonProcessingException e) {
            throw new CheckpointException(
                    file + ": expected JSON, found a fault in line "
                            + e.getLocation().getLineNr() + ": " + e.getOriginalMessage(),
                    e);
        }
    }

    public ConfigReader object(String key) {
        return new ConfigReader(where + ", " + key, node.path(key));
    }

    public JsonNode node(String key) {
        return node.path(key);
    }

    public boolean has(String key) {
        return node.hasNonNull(key);
    }

    public boolean bool(String key, boolean defaultValue) {
        return has(key) ? checked(key, "true or false", JsonNode::isBoolean).booleanValue() : defaultValue;
    }

    /** A whole number above 0. */
    public int positive(String key, int defaultValue) {
        return has(key)
                ? checked(key, "a whole number above 0", value -> isInt(value) && value.intValue() > 0)
                        .intValue()
                : defaultValue;
    }

    /** A whole number from 0. */
    public int index(String key, int defaultValue) {
        return has(key)
                ? checked(key, "a whole number from 0", value -> isInt(value) && value.intValue() >= 0)
                        .intValue()
                : defaultValue;
    }

    public double positive(String key, double defaultValue) {
        return has(key)
                ? checked(key, "a number above 0", value -> value.isNumber() && value.doubleValue() > 0)
                        .doubleValue()
                : defaultValue;
    }

    public String string(String key, String defaultValue) {
        return has(key) ? checked(key, "a string", JsonNode::isTextual).textValue() : defaultValue;
    }

    /** Whole numbers from {@code least}. */
    public List<Integer> integers(String key, int least, List<Integer> defaultValue) {
        if (!has(key)) {
            return defaultValue;
        }
        List<Integer> values = new ArrayList<>();
        for (JsonNode value : checked(key, "an array", JsonNode::isArray)) {
            if (!isInt(value) || value.intValue() < least) {
                throw fault(key, "whole numbers from " + least, value);
            }
            values.add(value.intValue());
        }
        return values;
    }

    /** Makes an error that names the file and the key. */
    public CheckpointException fault(String key, String expected, Object found) {
        return new CheckpointException(where + ": expected " + key + " to be " + expected + ", found " + found);
    }

    private static boolean isInt(JsonNode value) {
        return value.isIntegralNumber() && value.canConvertToInt();
    }

    private JsonNode checked(String key, String expected, Predicate<JsonNode> test) {
        JsonNode value = node.path(key);
        if (!test.test(value)) {
            throw fault(key, expected, value);
        }
        return value;
    }
}

package io.alignstreams.cli;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Label sets in YAML, read strictly: an unknown key, a key that comes twice or a value of another kind is a fault. */
final class LabelSetYaml {
    private static final YAMLMapper YAML = YAMLMapper.builder(YAMLFactory.builder()
                    .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                    .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    /** How Jackson's message on a repeated key begins, which has no type of its own. */
    private static final String REPEATED = "Duplicate field ";

    private LabelSetYaml() {}

    /**
     * Reads a label set.
     *
     * @throws LabelSetFileException if it is none; the message has the name, the line, and what was expected and found
     */
    static LabelSetFile read(String name, String yaml) throws IOException {
        try (KeyLocations parser = new KeyLocations(YAML.createParser(yaml))) {
            try {
                return YAML.readValue(parser, LabelSetFile.class);
            } catch (JsonProcessingException e) {
                throw new LabelSetFileException(name + line(e, parser) + ": " + problem(e, parser), e);
            }
        }
    }

    static String write(LabelSetFile file) throws IOException {
        return YAML.writeValueAsString(file);
    }

    private static String line(JsonProcessingException e, KeyLocations parser) {
        JsonLocation location = e.getLocation();
        if (e instanceof UnrecognizedPropertyException unknown) {
            location = parser.keys.get(pointer(unknown));
        } else if (e instanceof MismatchedInputException) {
            location = parser.currentTokenLocation();
        }
        return location == null || location.getLineNr() < 1 ? "" : ", line " + location.getLineNr();
    }

    private static String problem(JsonProcessingException e, JsonParser parser) throws IOException {
        if (e instanceof UnrecognizedPropertyException unknown) {
            String known = unknown.getKnownPropertyIds().stream()
                    .map(String::valueOf)
                    .sorted()
                    .collect(Collectors.joining(", "));
            return "expected one of the keys " + known + ", found " + path(unknown);
        }
        if (e instanceof MismatchedInputException mismatch) {
            return problem(mismatch, parser);
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof MarkedYAMLException syntax) {
                return "expected YAML: " + syntax.getProblem();
            }
        }
        String message = e.getOriginalMessage().lines().findFirst().orElse("");
        return message.startsWith(REPEATED)
                ? "expected every key once, found another " + message.substring(REPEATED.length())
                : "expected a label set: " + message;
    }

    private static String problem(MismatchedInputException mismatch, JsonParser parser) throws IOException {
        boolean isRoot = mismatch.getPath().isEmpty();
        if (isRoot && parser.currentToken() == JsonToken.START_OBJECT) {
            return "expected one label set in a file, found a second";
        }
        return (isRoot ? "" : path(mismatch) + ": ") + "expected " + kind(mismatch.getTargetType()) + ", found "
                + found(parser);
    }

    private static String kind(@Nullable Class<?> type) {
        if (type == LabelSetFile.class) {
            return "a label set";
        }
        if (type == Integer.class) {
            return "a whole number";
        }
        if (type == Double.class) {
            return "a number";
        }
        if (type == String.class) {
            return "a text";
        }
        return type != null && List.class.isAssignableFrom(type) ? "a list" : "keys with values";
    }

    private static String found(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null) {
            return "nothing";
        }
        if (token == JsonToken.START_ARRAY) {
            return "a list";
        }
        return token == JsonToken.START_OBJECT ? "keys with values" : "'" + parser.getText() + "'";
    }

    private static String path(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference reference : e.getPath()) {
            path.append(
                    reference.getFieldName() == null
                            ? "[" + reference.getIndex() + "]"
                            : "." + reference.getFieldName());
        }
        return path.substring(path.charAt(0) == '.' ? 1 : 0);
    }

    private static JsonPointer pointer(JsonMappingException e) {
        JsonPointer pointer = JsonPointer.empty();
        for (JsonMappingException.Reference reference : e.getPath()) {
            pointer = reference.getFieldName() == null
                    ? pointer.appendIndex(reference.getIndex())
                    : pointer.appendProperty(reference.getFieldName());
        }
        return pointer;
    }

    /** A parser that remembers where keys stood: unknown ones are told of when it is far behind them. */
    private static final class KeyLocations extends JsonParserDelegate {
        private final Map<JsonPointer, JsonLocation> keys = new HashMap<>();

        KeyLocations(JsonParser parser) {
            super(parser);
        }

        @Override
        public JsonToken nextToken() throws IOException {
            JsonToken token = super.nextToken();
            if (token == JsonToken.FIELD_NAME) {
                keys.put(getParsingContext().pathAsPointer(), currentTokenLocation());
            }
            return token;
        }
    }
}

package io.alignstreams.align;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.alignstreams.align.onnx.GraphFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What {@code model import} wrote down about a model directory, in its file {@value #FILE}.
 *
 * @param formatVersion of the directory's layout and graphs; {@value #FORMAT_VERSION} for those written today
 * @param modelId name under which outputs speak of the model; identifies nothing, the digest does
 * @param modelDigest SHA-256 in hexadecimal over configuration, preprocessor, vocabulary and weights
 * @param precision in which the image tower computes
 * @param files name and size in bytes of every file that the digest covers
 * @param graphs name and SHA-256, in hexadecimal, of every graph; the model's digest does not cover them, for what they
 *     compute follows from it, but for the ranges that int8 was calibrated with
 */
public record ModelManifest(
        int formatVersion,
        String modelId,
        String modelDigest,
        Precision precision,
        SortedMap<String, Long> files,
        SortedMap<String, String> graphs) {
    public static final String FILE = "align-model.json";
    public static final int FORMAT_VERSION = 2;

    private static final List<String> GRAPHS = List.of(AlignModel.VISION_GRAPH, AlignModel.TEXT_GRAPH);

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    public ModelManifest {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
        graphs = Collections.unmodifiableSortedMap(new TreeMap<>(graphs));
    }

    /**
     * Reads the manifest of a model directory and checks that its files still have the sizes it names.
     *
     * @throws CheckpointException if there is none, or a file is missing or of another size
     */
    public static ModelManifest fromPretrained(Path modelDirectory) throws IOException {
        Path file = modelDirectory.resolve(FILE);
        ModelManifest manifest;
        try {
            JsonNode json = JSON.readTree(Files.readAllBytes(file));
            requireFormat(file, json.path("format_version"));
            manifest = JSON.treeToValue(json, ModelManifest.class);
        } catch (NoSuchFileException e) {
            throw new CheckpointException(missing(modelDirectory), e);
        } catch (JsonProcessingException e) {
            throw new CheckpointException(
                    file + ": expected what model import writes, found " + e.getOriginalMessage() + "; import again",
                    e);
        }
        if (!manifest.graphs().keySet().containsAll(GRAPHS)) {
            throw new CheckpointException(file + ": expected digests of the graphs " + GRAPHS + ", found "
                    + manifest.graphs().keySet() + "; import the checkpoint again");
        }
        for (Map.Entry<String, Long> expected : manifest.files().entrySet()) {
            Path path = modelDirectory.resolve(expected.getKey());
            String found = Files.exists(path) ? Files.size(path) + " bytes" : "no such file";
            if (!found.equals(expected.getValue() + " bytes")) {
                throw new CheckpointException(path + ": expected " + expected.getValue() + " bytes, found " + found
                        + "; import the checkpoint again");
            }
        }
        return manifest;
    }

    /** Those of another version have other fields, so that they cannot be read whole. */
    private static void requireFormat(Path file, JsonNode version) {
        if (version.asInt() != FORMAT_VERSION) {
            throw new CheckpointException(file + ": expected format_version " + FORMAT_VERSION + ", found "
                    + (version.isMissingNode() ? "none" : version)
                    + "; import the checkpoint again with this version of align-streams");
        }
    }

    /** A graph of a model directory, with the digest that it must have. */
    public GraphFile graph(Path modelDirectory, String name) {
        return new GraphFile(modelDirectory.resolve(name), Objects.requireNonNull(graphs.get(name), name));
    }

    /** Writes the manifest into a model directory. */
    public void savePretrained(Path modelDirectory) throws IOException {
        Files.writeString(
                modelDirectory.resolve(FILE),
                JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n");
    }

    private static String missing(Path modelDirectory) {
        String expected = "expected a model directory with " + FILE + ", found ";
        if (!Files.isDirectory(modelDirectory)) {
            return modelDirectory + ": " + expected + "no directory";
        }
        if (Files.exists(modelDirectory.resolve(AlignModel.WEIGHTS))) {
            return modelDirectory + ": " + expected + "a Hugging Face checkpoint: make a model directory of it with"
                    + " align-streams model import " + modelDirectory + " --out DIR";
        }
        return modelDirectory + ": " + expected + "none: name a directory that align-streams model import has written";
    }
}

package io.alignstreams.align;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What {@code model import} wrote down about a model directory, in its file {@value #FILE}.
 *
 * @param formatVersion of the directory's layout and graphs; {@value #FORMAT_VERSION} for those written today
 * @param modelId name under which outputs speak of the model; identifies nothing, the digest does
 * @param modelDigest SHA-256 in hexadecimal over configuration, preprocessor, vocabulary and weights
 * @param precision in which the towers compute, {@code fp32}
 * @param files name and size in bytes of every file that the digest covers
 */
public record ModelManifest(
        int formatVersion, String modelId, String modelDigest, String precision, SortedMap<String, Long> files) {
    public static final String FILE = "align-model.json";
    public static final int FORMAT_VERSION = 1;

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    public ModelManifest {
        files = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(files));
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
            manifest = JSON.readValue(Files.readAllBytes(file), ModelManifest.class);
        } catch (NoSuchFileException e) {
            throw new CheckpointException(missing(modelDirectory), e);
        } catch (JsonProcessingException e) {
            throw new CheckpointException(
                    file + ": expected what model import writes, found " + e.getOriginalMessage() + "; import again",
                    e);
        }
        if (manifest.formatVersion() != FORMAT_VERSION) {
            throw new CheckpointException(file + ": expected format_version " + FORMAT_VERSION + ", found "
                    + manifest.formatVersion() + "; import the checkpoint again with this version of align-streams");
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

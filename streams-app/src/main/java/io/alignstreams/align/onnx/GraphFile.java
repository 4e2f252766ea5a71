package io.alignstreams.align.onnx;

import io.alignstreams.align.CheckpointException;
import io.alignstreams.align.ModelManifest;
import io.alignstreams.align.checkpoint.ModelDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * A graph of a model directory.
 *
 * @param sha256 of its bytes, in hexadecimal, as the manifest has it
 */
public record GraphFile(Path path, String sha256) {
    /**
     * Reads the graph.
     *
     * @throws CheckpointException if it is not the one that the manifest has the digest of
     */
    byte[] read() throws IOException {
        byte[] bytes = Files.readAllBytes(path);
        String found = sha256(bytes);
        if (!found.equals(sha256)) {
            throw new CheckpointException(path + ": expected the graph with the digest " + sha256 + " of "
                    + ModelManifest.FILE + ", found another with " + found + "; import the checkpoint again");
        }
        return bytes;
    }

    /** The digest of a graph's bytes, in hexadecimal. */
    public static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(ModelDigest.sha256().digest(bytes));
    }
}

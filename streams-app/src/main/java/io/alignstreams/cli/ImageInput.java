package io.alignstreams.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alignstreams.align.image.ImageDecoder;
import io.alignstreams.align.image.ImageRefusedException;
import io.alignstreams.embedding.AlignTowers;
import io.alignstreams.topology.Embedding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An image file's features, or why it has none. */
record ImageInput(Path file, float @Nullable [] features, String error, String message) {

    static final String FILE_UNREADABLE = "FILE_UNREADABLE";

    /** Embeds a file; a fault of the file is part of the result. */
    static ImageInput read(Path file, AlignTowers towers) {
        try {
            float[] features = towers.run(
                            List.of(towers.prepare(ImageFiles.read(file, ImageDecoder.MAX_ENCODED_BYTES))))
                    .get(0);
            Embedding.normalize(features);
            return new ImageInput(file, features, "", "");
        } catch (ImageRefusedException e) {
            return new ImageInput(file, null, e.fault().name(), String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            return new ImageInput(file, null, "IMAGE_UNDECODABLE", String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return new ImageInput(file, null, FILE_UNREADABLE, unreadable(e));
        }
    }

    /** The message that goes with {@link #FILE_UNREADABLE}. */
    static String unreadable(IOException fault) {
        return "expected a file that can be read, found: " + Faults.reason(fault);
    }

    /** The line that tells of a refused file. */
    ObjectNode refusal() {
        return Json.object()
                .put("kind", "image")
                .put("input", file.toString())
                .put("error", error)
                .put("message", message);
    }
}

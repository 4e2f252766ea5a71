package io.alignstreams.cli;

import io.alignstreams.align.image.ExifOrientation;
import io.alignstreams.align.image.ImageDecoder;
import io.alignstreams.embedding.AlignTowers;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options of commands that run a model without a cluster. */
final class ModelOptions {
    @Option(
            names = "--model",
            required = true,
            paramLabel = "DIR",
            description = "the model directory, as model import writes it")
    private Path directory;

    @Option(
            names = "--exif",
            paramLabel = "apply|ignore",
            defaultValue = "apply",
            description = "whether a camera's orientation is applied (default: ${DEFAULT-VALUE})")
    private ExifOrientation exif;

    AlignTowers load() throws IOException {
        return NativeLibraries.unpackedFor(() -> AlignTowers.load(directory, exif, ImageDecoder.MAX_PIXELS));
    }
}

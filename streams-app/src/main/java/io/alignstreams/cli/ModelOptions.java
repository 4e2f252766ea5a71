package io.alignstreams.cli;

import io.alignstreams.align.image.DecodingLimits;
import io.alignstreams.align.image.ExifOrientation;
import io.alignstreams.embedding.AlignTowers;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of commands that run a model without a cluster. */
final class ModelOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

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

    @Option(
            names = "--truncated",
            paramLabel = "refuse|accept",
            defaultValue = "refuse",
            description = "whether an image whose end is missing is refused (default: ${DEFAULT-VALUE})")
    private DecodingLimits.Truncated truncated;

    @Option(
            names = "--max-pixels",
            paramLabel = "N",
            defaultValue = "50000000",
            description = "width times height of the largest image (default: ${DEFAULT-VALUE})")
    private long maxPixels;

    AlignTowers load() throws IOException {
        if (maxPixels < 1 || maxPixels > DecodingLimits.MOST_PIXELS) {
            throw new ParameterException(
                    command.commandLine(),
                    "Invalid value for option '--max-pixels': expected from 1 to " + DecodingLimits.MOST_PIXELS
                            + ", found " + maxPixels);
        }
        DecodingLimits limits = new DecodingLimits(maxPixels, DecodingLimits.DEFAULT.deadline(), truncated);
        return NativeLibraries.unpackedFor(() -> AlignTowers.load(directory, exif, limits));
    }
}

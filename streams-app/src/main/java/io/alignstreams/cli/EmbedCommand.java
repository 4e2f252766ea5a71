package io.alignstreams.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alignstreams.embedding.AlignTowers;
import io.alignstreams.topology.Embedding;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Embeds images and texts without a cluster. */
@Command(
        name = "embed",
        description = {
            "Embeds images, then texts, one line each in the order given; L2-normalised unless --raw is given.",
            "An image that cannot be embedded has a line that says why. The exit status is 0 unless all failed."
        },
        footer = {
            "",
            "Examples:",
            "  align-streams embed --model models/align-base --image cat.jpg --text 'a photo of a cat' --json",
            "  align-streams embed --model models/align-base --image cat.jpg --raw --exif ignore --json"
        },
        mixinStandardHelpOptions = true)
final class EmbedCommand implements Callable<Integer> {
    private static final int SHOWN_VALUES = 4;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ModelOptions model;

    @Option(names = "--image", paramLabel = "FILE", description = "an image; may be given many times")
    private List<Path> images = List.of();

    @Option(names = "--text", paramLabel = "TEXT", description = "a text; may be given many times")
    private List<String> texts = List.of();

    @Option(names = "--raw", description = "print the model's features as they are")
    private boolean raw;

    @Option(names = "--json", description = "one JSON object a line, floats in full")
    private boolean asJson;

    @Override
    public Integer call() throws IOException {
        if (images.isEmpty() && texts.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "expected --image or --text, found neither");
        }
        int embedded = 0;
        try (AlignTowers towers = model.load()) {
            for (Path file : images) {
                ImageInput image = ImageInput.read(file, towers);
                if (image.features() == null) {
                    printRefused(image);
                } else {
                    print("image", file.toString(), image.features());
                    embedded++;
                }
            }
            for (String text : texts) {
                print("text", text, towers.textFeatures(List.of(text)).get(0));
                embedded++;
            }
        }
        return embedded > 0 ? 0 : 1;
    }

    private void print(String kind, String input, float[] features) {
        float[] embedding = raw ? features : Embedding.normalize(features).values();
        if (asJson) {
            ObjectNode line =
                    Json.object().put("kind", kind).put("input", input).put("dimension", embedding.length);
            line.set("embedding", Json.array(embedding));
            out().println(line);
        } else {
            StringBuilder values = new StringBuilder();
            for (int i = 0; i < Math.min(SHOWN_VALUES, embedding.length); i++) {
                values.append(embedding[i]).append(", ");
            }
            out().println(Rows.embedding(input, embedding.length, "[" + values + "…]"));
        }
        out().flush();
    }

    private void printRefused(ImageInput image) {
        out().println(asJson ? image.refusal() : Rows.refused(image.file().toString(), image.error(), image.message()));
        out().flush();
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}

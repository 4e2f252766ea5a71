package io.alignstreams.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alignstreams.embedding.AlignTowers;
import io.alignstreams.topology.Embedding;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Scores images against texts without a cluster: the usage example of Hugging Face's model card. */
@Command(
        name = "score",
        description = {
            "Scores images against labels: logits are dot products divided by the model's temperature, probabilities"
                    + " their softmax over the labels.",
            "An image that cannot be scored has a line that says why. The exit status is 0 unless all failed."
        },
        footer = {
            "",
            "Example:",
            "  align-streams score --model models/align-base --label 'an image of a cat' --label 'an image of a dog'"
                    + " --json cat.jpg"
        },
        mixinStandardHelpOptions = true)
final class ScoreCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ModelOptions model;

    @Option(names = "--label", required = true, paramLabel = "TEXT", description = "a label; may be given many times")
    private List<String> labels = List.of();

    @Option(names = "--json", description = "one JSON object a line, numbers in the labels' order")
    private boolean asJson;

    @Parameters(arity = "1..*", paramLabel = "IMAGE", description = "image files")
    private List<Path> images = List.of();

    @Override
    public Integer call() throws IOException {
        if (labels.stream().anyMatch(String::isBlank)) {
            throw new ParameterException(spec.commandLine(), "expected a text in every --label, found an empty one");
        }
        int scored = 0;
        PrintWriter out = spec.commandLine().getOut();
        try (AlignTowers towers = model.load()) {
            List<Embedding> texts = towers.embed(labels);
            for (Path file : images) {
                ImageInput image = ImageInput.read(file, towers);
                if (image.features() == null) {
                    out.println(
                            asJson ? image.refusal() : Rows.refused(file.toString(), image.error(), image.message()));
                } else {
                    float[] logits = logits(
                            Embedding.normalize(image.features()),
                            texts,
                            towers.identity().temperature());
                    print(file, logits, softmax(logits), out);
                    scored++;
                }
                out.flush();
            }
        }
        return scored > 0 ? 0 : 1;
    }

    private void print(Path file, float[] logits, float[] probabilities, PrintWriter out) {
        if (asJson) {
            ObjectNode line = Json.object().put("image", file.toString());
            line.set("logits", Json.array(logits));
            line.set("probabilities", Json.array(probabilities));
            out.println(line);
            return;
        }
        out.println(file);
        for (int i = 0; i < logits.length; i++) {
            out.printf(Locale.ROOT, "  %5.1f %%  %9.4f  %s%n", 100 * probabilities[i], logits[i], labels.get(i));
        }
    }

    private static float[] logits(Embedding image, List<Embedding> texts, float temperature) {
        float[] logits = new float[texts.size()];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) (image.dot(texts.get(i)) / temperature);
        }
        return logits;
    }

    private static float[] softmax(float[] logits) {
        double max = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            max = Math.max(max, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - max);
        }
        float[] probabilities = new float[logits.length];
        for (int i = 0; i < logits.length; i++) {
            probabilities[i] = (float) (Math.exp(logits[i] - max) / sum);
        }
        return probabilities;
    }
}

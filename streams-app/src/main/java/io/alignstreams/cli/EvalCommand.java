package io.alignstreams.cli;

import io.alignstreams.config.AlignStreamsConfig;
import io.alignstreams.embedding.AlignTowers;
import io.alignstreams.eval.Embedder;
import io.alignstreams.eval.Evaluation;
import io.alignstreams.eval.LabelSetResult;
import io.alignstreams.eval.QuizResult;
import io.alignstreams.schemas.LabelSet;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How well a model knows the small world of the demo. */
@Command(
        name = "eval",
        description = {
            "Measures how well a model knows the small world of the demo, on pictures drawn from a seed, and prints what"
                    + " it takes for what.",
            "Prompts are \"a photo of …\", which no caption of that world says; other artist's drawings come last."
        },
        footer = {
            "",
            "Examples:",
            "  align-streams eval --model models/demo",
            "  align-streams eval --model models/demo --seed 5 --out /tmp/answers"
        },
        mixinStandardHelpOptions = true)
final class EvalCommand implements Callable<Integer> {
    private static final int CONFUSIONS_SHOWN = 15;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ModelOptions model;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "2026",
            description = "what the pictures and the choices are drawn from (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--pictures",
            paramLabel = "N",
            defaultValue = "5",
            description = "pictures of each of the 100 things (default: ${DEFAULT-VALUE})")
    private int pictures;

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description = "also score pictures of all kinds by these label sets, in YAML")
    private List<Path> labels = List.of();

    @Option(
            names = "--scenes",
            paramLabel = "N",
            defaultValue = "2000",
            description = "pictures for each label set (default: ${DEFAULT-VALUE})")
    private int scenes;

    @Option(
            names = "--precision",
            paramLabel = "P",
            defaultValue = "0.97",
            description = "print the lowest thresholds of labels with this precision (default: ${DEFAULT-VALUE})")
    private double precision;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "also write pictures, answers and embeddings there, and a grid of right and wrong ones")
    private @Nullable Path out;

    @Override
    public Integer call() throws Exception {
        PrintWriter console = spec.commandLine().getOut();
        try (AlignTowers towers = model.load()) {
            Evaluation evaluation = new Evaluation(new Embedder(towers), seed, pictures);
            for (QuizResult result : evaluation.run()) {
                print(result, console);
            }
            evaluation.write(out);
            for (Path file : labels) {
                LabelSet labelSet =
                        LabelSets.check(new AlignStreamsConfig(Map.of()), file.toString(), LabelSetFile.read(file));
                print(file, evaluation.run(labelSet, scenes), console);
            }
        }
        return 0;
    }

    private void print(Path file, LabelSetResult result, PrintWriter console) {
        console.printf(
                Locale.ROOT,
                "%s: %d pictures, precision %.1f %%, recall %.1f %%%n",
                file,
                scenes,
                100 * result.precision(),
                100 * result.recall());
        console.printf("  %-16s %-24s %9s %9s %9s  %s%n", "group", "label", "due", "crossed", "right", "threshold");
        for (LabelSetResult.OfLabel label : result.labels()) {
            double threshold = label.label().getThreshold();
            console.printf(
                    Locale.ROOT,
                    "  %-16s %-24s %9d %9d %9d  %.2f; %.2f for a precision of %.2f%n",
                    label.group(),
                    label.label().getName(),
                    label.due(),
                    label.crossed(threshold),
                    label.right(threshold),
                    threshold,
                    label.threshold(precision),
                    precision);
        }
    }

    private static void print(QuizResult result, PrintWriter console) {
        console.printf(
                Locale.ROOT,
                "%s: %d pictures, top-1 %.1f %%, top-5 %.1f %%%n",
                result.quiz().name(),
                result.answers().size(),
                100 * result.top(1),
                100 * result.top(5));
        result.confusions().stream()
                .limit(CONFUSIONS_SHOWN)
                .forEach(confusion -> console.printf(
                        Locale.ROOT,
                        "  %-24s taken for %-24s %d%n",
                        confusion.right(),
                        confusion.chosen(),
                        confusion.count()));
    }
}

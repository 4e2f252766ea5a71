package io.alignstreams.cli;

import io.alignstreams.align.image.ExifOrientation;
import io.alignstreams.align.image.ImageDecoder;
import io.alignstreams.config.AlignStreamsConfig;
import io.alignstreams.embedding.AlignTowers;
import io.alignstreams.eval.Counts;
import io.alignstreams.eval.Embedder;
import io.alignstreams.eval.Evaluation;
import io.alignstreams.eval.LabelSetResult;
import io.alignstreams.eval.QuizResult;
import io.alignstreams.schemas.LabelSet;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
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
            "  align-streams eval",
            "  align-streams eval --labels config/labels/moderation.yaml --seed 5 --out /tmp/answers"
        },
        mixinStandardHelpOptions = true)
final class EvalCommand implements Callable<Integer> {
    private static final int CONFUSIONS_SHOWN = 15;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "a model directory, as model import writes it (default: the demo's)")
    private @Nullable Path model;

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
            description = "also score pictures of all kinds by a label set, in YAML; may be given many times")
    private List<Path> labels = List.of();

    @Option(
            names = "--scenes",
            paramLabel = "N",
            defaultValue = "2000",
            description =
                    "pictures for each label set; a label is true of half of them, or of all if there is one for all"
                            + " kinds of things (default: ${DEFAULT-VALUE})")
    private int scenes;

    @Option(
            names = "--precision",
            paramLabel = "P",
            defaultValue = "0.97",
            description = "print the lowest threshold with this precision, for whether a picture crosses any label of a"
                    + " group rightly, and for whether each label is right (default: ${DEFAULT-VALUE})")
    private double precision;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "also write pictures, answers and embeddings there, and a grid of right and wrong ones")
    private @Nullable Path out;

    @Override
    public Integer call() throws Exception {
        try (TemporaryFolder folder = TemporaryFolder.create("align-streams-eval");
                AlignTowers towers = NativeLibraries.unpackedFor(() -> load(folder.path()))) {
            Evaluation evaluation = new Evaluation(new Embedder(towers), seed, pictures);
            for (QuizResult result : evaluation.run()) {
                print(result);
            }
            evaluation.write(out);
            for (Path file : labels) {
                LabelSet labelSet =
                        LabelSets.check(new AlignStreamsConfig(Map.of()), file.toString(), LabelSetFile.read(file));
                print(file, evaluation.run(labelSet, scenes));
            }
        }
        return 0;
    }

    private AlignTowers load(Path folder) throws IOException {
        return AlignTowers.load(
                model == null ? DemoModel.importInto(folder) : model, ExifOrientation.IGNORE, ImageDecoder.MAX_PIXELS);
    }

    private void print(QuizResult result) {
        line(
                "%s: %d pictures, top-1 %.1f %%, top-5 %.1f %%",
                result.quiz().name(), result.answers().size(), 100 * result.top(1), 100 * result.top(5));
        result.confusions().stream()
                .limit(CONFUSIONS_SHOWN)
                .forEach(confusion ->
                        line("  %-24s taken for %-24s %d", confusion.right(), confusion.chosen(), confusion.count()));
    }

    private void print(Path file, LabelSetResult result) {
        line("%s: %d pictures", file, scenes);
        line("  %-26s %6s %6s %6s %10s %7s  %s", "", "due", "said", "right", "precision", "recall", "threshold");
        row("all labels", result.byLabel(), "");
        for (LabelSetResult.OfGroup group : result.groups()) {
            String thresholds = String.format(
                    Locale.ROOT,
                    "for %.0f %%: %.2f of pictures, %.2f of labels",
                    100 * precision,
                    group.pictureThreshold(precision),
                    group.labelThreshold(precision));
            row(group.name(), group.counts(), thresholds);
            for (LabelSetResult.OfLabel label : group.labels()) {
                row(
                        "  " + label.label().getName(),
                        label.counts(),
                        String.format(Locale.ROOT, "%.2f", label.label().getThreshold()));
            }
        }
    }

    private void row(String name, Counts counts, String threshold) {
        line(
                "  %-26s %6d %6d %6d %8.1f %% %5.1f %%  %s",
                name,
                counts.due(),
                counts.crossed(),
                counts.right(),
                100 * counts.precision(),
                100 * counts.recall(),
                threshold);
    }

    private void line(String format, Object... values) {
        PrintWriter console = spec.commandLine().getOut();
        console.println(String.format(Locale.ROOT, format, values).stripTrailing());
        console.flush();
    }
}

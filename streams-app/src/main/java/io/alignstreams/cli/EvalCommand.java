package io.alignstreams.cli;

import io.alignstreams.align.image.DecodingLimits;
import io.alignstreams.align.image.ExifOrientation;
import io.alignstreams.config.AlignStreamsConfig;
import io.alignstreams.embedding.AlignTowers;
import io.alignstreams.eval.Counts;
import io.alignstreams.eval.Embedder;
import io.alignstreams.eval.EvalFiles;
import io.alignstreams.eval.Evaluation;
import io.alignstreams.eval.GroupResult;
import io.alignstreams.eval.LabelResult;
import io.alignstreams.eval.LabelSetResult;
import io.alignstreams.eval.LabelTruth;
import io.alignstreams.eval.QuizResult;
import io.alignstreams.local.TemporaryFolder;
import io.alignstreams.schemas.LabelSet;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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
            description =
                    "what the pictures and the choices are drawn from; the demo's model was trained on seed 1, and its"
                            + " label sets' thresholds were chosen on seed 77 (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--pictures",
            paramLabel = "N",
            defaultValue = "5",
            description = "pictures of each of the 100 things, 0 for label sets alone (default: ${DEFAULT-VALUE})")
    private int pictures;

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description =
                    "also score pictures of all kinds by a label set, in YAML; may be given many times. A label counts"
                            + " as true of a picture if a prompt of it, or its name if it has none, is what captions of that"
                            + " world call a thing in it (dog) or its kind (animal)")
    private List<Path> files = List.of();

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
            description =
                    "also write pictures, answers and embeddings there, and grids of right and wrong ones; files of the"
                            + " same names are replaced")
    private @Nullable Path out;

    @Override
    public Integer call() throws Exception {
        require(pictures >= 0, "expected --pictures of at least 0, found " + pictures);
        require(scenes >= 2, "expected --scenes of at least 2, found " + scenes);
        require(precision > 0 && precision <= 1, "expected a --precision above 0 and up to 1, found " + precision);
        Map<String, LabelSet> labelSets = labelSets();
        if (out != null) {
            Files.createDirectories(out);
        }
        try (TemporaryFolder folder = TemporaryFolder.create("align-streams-eval");
                AlignTowers towers = NativeLibraries.unpackedFor(() -> load(folder.path()))) {
            Embedder embedder = new Embedder(towers);
            Evaluation evaluation = new Evaluation(embedder, seed);
            List<QuizResult> quizzes = pictures == 0 ? List.of() : evaluation.quizzes(pictures);
            quizzes.forEach(this::print);
            Map<String, LabelSetResult> results = new LinkedHashMap<>();
            labelSets.forEach((file, labelSet) -> {
                LabelSetResult result = evaluation.labelSet(labelSet, scenes);
                print(file, result);
                results.put(file, result);
            });
            if (out != null) {
                new EvalFiles(out).writeQuizzes(quizzes, embedder);
                new EvalFiles(out).writeLabelSets(results);
            }
        }
        return 0;
    }

    private void require(boolean holds, String message) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }

    /** Reads all files before anything is measured. */
    private Map<String, LabelSet> labelSets() throws IOException {
        Map<String, LabelSet> labelSets = new LinkedHashMap<>();
        for (Path file : files) {
            LabelSet labelSet =
                    LabelSets.check(new AlignStreamsConfig(Map.of()), file.toString(), LabelSetFile.read(file));
            if (LabelTruth.kinds(labelSet) == 0) {
                throw new LabelSetFileException(
                        file + ": expected a label one of whose prompts names a thing of the demo's"
                                + " world, such as 'dog' or 'animal', found none");
            }
            labelSets.put(file.toString(), labelSet);
        }
        return labelSets;
    }

    private AlignTowers load(Path folder) throws IOException {
        return AlignTowers.load(
                model == null ? DemoModel.importInto(folder) : model, ExifOrientation.IGNORE, DecodingLimits.DEFAULT);
    }

    private void print(QuizResult result) {
        line(
                "%s: %d pictures, top-1 %.1f %%, top-5 %.1f %%",
                result.quiz().name(),
                result.answers().size(),
                100 * result.topAccuracy(1),
                100 * result.topAccuracy(5));
        result.confusions().stream()
                .limit(CONFUSIONS_SHOWN)
                .forEach(confusion ->
                        line("  %-24s taken for %-24s %d", confusion.right(), confusion.chosen(), confusion.count()));
    }

    private void print(String file, LabelSetResult result) {
        line("%s: %d pictures", file, scenes);
        line(
                "  %-26s %7s %9s %6s %10s %7s  %s",
                "", "support", "predicted", "right", "precision", "recall", "threshold");
        row("all labels", result.byLabel(), "");
        result.actions().forEach((action, counts) -> row("action " + action, counts, ""));
        for (GroupResult group : result.groups()) {
            row(
                    group.name(),
                    group.counts(),
                    String.format(
                            Locale.ROOT,
                            "for %.1f %%: %s of pictures, %s of labels",
                            100 * precision,
                            roundedUp(group.pictureThreshold(precision)),
                            roundedUp(group.labelThreshold(precision))));
            if (group.prevalence() < 1) {
                line(
                        "    %.1f %% of the others crossed; in this world %.1f %% of the pictures have it, which makes the"
                                + " precision %.1f %%",
                        100 * group.falsePositiveRate(), 100 * group.prevalence(), 100 * group.precisionAtPrevalence());
            }
            for (LabelResult label : group.labels()) {
                row("  " + label.name(), label.counts(), String.format(Locale.ROOT, "%.2f", label.threshold()));
            }
        }
    }

    /** A threshold with two digits that is no lower. */
    private static String roundedUp(OptionalDouble threshold) {
        return threshold.isEmpty()
                ? "none"
                : BigDecimal.valueOf(threshold.getAsDouble())
                        .setScale(2, RoundingMode.CEILING)
                        .toPlainString();
    }

    private void row(String name, Counts counts, String threshold) {
        line(
                "  %-26s %7d %9d %6d %8.1f %% %5.1f %%  %s",
                name,
                counts.support(),
                counts.predicted(),
                counts.truePositives(),
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

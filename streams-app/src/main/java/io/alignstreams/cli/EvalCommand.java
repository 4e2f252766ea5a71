package io.alignstreams.cli;

import io.alignstreams.embedding.AlignTowers;
import io.alignstreams.eval.Embedder;
import io.alignstreams.eval.Evaluation;
import io.alignstreams.eval.QuizResult;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
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
        }
        return 0;
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

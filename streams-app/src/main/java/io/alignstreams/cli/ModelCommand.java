package io.alignstreams.cli;

import io.alignstreams.align.AlignModel;
import io.alignstreams.align.AlignTextConfig;
import io.alignstreams.align.AlignVisionConfig;
import io.alignstreams.align.EfficientNetBlock;
import io.alignstreams.align.ModelManifest;
import io.alignstreams.align.Precision;
import io.alignstreams.align.checkpoint.CheckpointImporter;
import io.alignstreams.align.checkpoint.RandomCheckpoint;
import io.alignstreams.align.onnx.OnnxOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Everything about model directories; each method is a command. */
@Command(
        name = "model",
        description = "Imports, describes and makes models.",
        footer = {
            "",
            "Examples:",
            "  align-streams model import align-base --out models/align-base",
            "  align-streams model inspect models/align-base"
        },
        mixinStandardHelpOptions = true,
        subcommands = HelpCommand.class,
        synopsisSubcommandLabel = "COMMAND")
final class ModelCommand {
    @Spec
    private CommandSpec spec;

    @Command(
            name = "import",
            description = {
                "Makes a model directory of a Hugging Face checkpoint of ALIGN: config.json, model.safetensors,"
                        + " vocab.txt or tokenizer.json, preprocessor_config.json.",
                "Weights are copied once; nothing else is needed afterwards.",
                "With --precision int8, most of the image tower's arithmetic is done on bytes: on processors with VNNI"
                        + " about 1.6 times as fast, on others it may be slower. What the bytes stand for is measured on"
                        + " pictures, and the result is compared with fp32 on others: a model whose features have a"
                        + " cosine below 0.99 with those of fp32, on average, is refused."
            },
            footer = {
                "",
                "Examples:",
                "  align-streams model import align-base --out models/align-base",
                "  align-streams model import align-base --out models/align-int8 --precision int8 --calibration-images DIR"
            },
            mixinStandardHelpOptions = true)
    void importCheckpoint(
            @Parameters(paramLabel = "HF_DIR", description = "the checkpoint's directory") Path checkpoint,
            @Option(
                            names = "--out",
                            required = true,
                            paramLabel = "DIR",
                            description = "the model directory to write; new or empty")
                    Path out,
            @Option(
                            names = "--id",
                            paramLabel = "NAME",
                            description = "the model's name in every output; the checkpoint directory's if not given")
                    @Nullable String id,
            @Option(
                            names = "--precision",
                            paramLabel = "fp32|int8",
                            defaultValue = "fp32",
                            description = "what the image tower computes in (default: ${DEFAULT-VALUE})")
                    Precision precision,
            @Option(
                            names = "--calibration-images",
                            paramLabel = "DIR",
                            description = "pictures like those to come, to calibrate int8 on: "
                                    + Int8Pictures.MOST
                                    + " of them are enough; pictures of the demo's world if not given, which say little"
                                    + " of photos")
                    @Nullable Path calibrationImages)
            throws IOException {
        if (precision == Precision.FP32 && calibrationImages != null) {
            throw new ParameterException(
                    spec.commandLine().getSubcommands().get("import"),
                    "expected --calibration-images only with --precision int8, found it with fp32");
        }
        long start = System.nanoTime();
        String modelId = id != null
                ? id
                : checkpoint.toAbsolutePath().normalize().getFileName().toString();
        ModelManifest manifest = NativeLibraries.unpackedFor(() -> importInto(
                out, modelId, new CheckpointImporter(checkpoint, this::progress), precision, calibrationImages));
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "imported %s into %s in %.1f s, digest %s%n",
                        manifest.modelId(),
                        out,
                        (System.nanoTime() - start) / 1e9,
                        manifest.modelDigest());
    }

    private ModelManifest importInto(
            Path out, String modelId, CheckpointImporter importer, Precision precision, @Nullable Path images)
            throws IOException {
        return switch (precision) {
            case FP32 -> importer.importInto(out, modelId);
            case INT8 -> {
                if (Processor.lacksVnni()) {
                    progress("this processor has no VNNI: int8 may be slower here than fp32");
                }
                yield importer.importInt8Into(
                        out,
                        modelId,
                        images == null ? Int8Pictures.drawn(this::progress) : Int8Pictures.in(images, this::progress));
            }
        };
    }

    @Command(
            name = "inspect",
            description = "Describes a model directory, after loading both of its towers.",
            footer = {"", "Example:", "  align-streams model inspect models/align-base"},
            mixinStandardHelpOptions = true)
    void inspect(@Parameters(paramLabel = "DIR", description = "the model directory") Path directory)
            throws IOException {
        try (AlignModel model =
                NativeLibraries.unpackedFor(() -> AlignModel.fromPretrained(directory, new OnnxOptions(1)))) {
            ModelManifest manifest = model.manifest();
            AlignVisionConfig vision = model.config().visionConfig();
            AlignTextConfig text = model.config().textConfig();
            PrintWriter out = spec.commandLine().getOut();
            out.printf("model        %s%n", manifest.modelId());
            out.printf("digest       %s%n", manifest.modelDigest());
            out.printf("precision    %s%n", manifest.precision().name().toLowerCase(Locale.ROOT));
            out.printf("dimension    %d%n", model.config().projectionDim());
            out.printf("temperature  %s%n", model.temperature());
            out.printf(
                    "image tower  EfficientNet of width %s and depth %s, %d blocks%n",
                    vision.widthCoefficient(),
                    vision.depthCoefficient(),
                    EfficientNetBlock.of(vision).size());
            out.printf(
                    "text tower   BERT of %d layers, %d wide, %d tokens in its vocabulary%n",
                    text.numHiddenLayers(), text.hiddenSize(), text.vocabSize());
            manifest.files().forEach((file, size) -> out.printf("file         %-24s %,d bytes%n", file, size));
        }
    }

    @Command(
            name = "random",
            description = {
                "Makes an untrained checkpoint in Hugging Face layout, for tests and benchmarks.",
                "What it says of a picture means nothing."
            },
            footer = {
                "",
                "Example:",
                "  align-streams model random --like base --seed 7 --out checkpoints/random-base",
                "  align-streams model import checkpoints/random-base --out models/random-base"
            },
            mixinStandardHelpOptions = true)
    void random(
            @Option(
                            names = "--like",
                            required = true,
                            paramLabel = "base|tiny",
                            description = "base: the shapes of kakaobrain/align-base, 172 million parameters;"
                                    + " tiny: half a million")
                    RandomCheckpoint.Like like,
            @Option(
                            names = "--seed",
                            paramLabel = "N",
                            defaultValue = "0",
                            description = "of the weights (default: ${DEFAULT-VALUE})")
                    long seed,
            @Option(names = "--out", required = true, paramLabel = "DIR", description = "the directory to write")
                    Path out)
            throws IOException {
        RandomCheckpoint.like(like, seed).write(out, this::progress);
        spec.commandLine().getOut().printf("made a random checkpoint with seed %d in %s%n", seed, out);
    }

    private void progress(String step) {
        spec.commandLine().getErr().println(step);
    }
}

package io.alignstreams.cli;

import io.alignstreams.align.onnx.ExecutionProvider;
import io.alignstreams.align.onnx.OnnxOptions;
import io.alignstreams.config.AlignKeys;
import io.alignstreams.config.AlignStreamsConfig;
import io.alignstreams.embedding.AlignTowers;
import io.alignstreams.embedding.Calibration;
import io.alignstreams.embedding.Calibration.Measured;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Finds the settings with which a model is fastest on this machine. */
@Command(
        name = "calibrate",
        description = {
            "Measures how fast a model's image tower runs on this machine, by runs at the same time, threads of a run and"
                    + " images of a run, and gives the settings for the fastest way. Tried are all ways to share out the"
                    + " cores; or, where --config has align.execution.provider=cuda, one run at a time and two on that"
                    + " GPU.",
            "Nothing else should be busy meanwhile. Takes about half a minute for each way to share out the cores."
        },
        footer = {
            "",
            "Examples:",
            "  align-streams calibrate --model models/align-base",
            "  align-streams calibrate --config app.properties"
        },
        mixinStandardHelpOptions = true)
final class CalibrateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "the model directory; otherwise align.model of --config")
    private @Nullable Path model;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "the settings are written into this .properties file, which also says what to measure on;"
                    + " otherwise they are printed, and those of the CPU")
    private @Nullable Path config;

    @Option(
            names = "--latency",
            paramLabel = "MS",
            description = "milliseconds that one run may take; a slower way is not chosen, if there is any other")
    private @Nullable Double latencyMs;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "5",
            description = "how long each way is measured (default: ${DEFAULT-VALUE})")
    private double seconds;

    @Override
    public Integer call() throws IOException {
        require(model != null || config != null, "expected --model DIR or --config FILE, found neither");
        require(seconds > 0, "expected --seconds above 0, found " + seconds);
        require(latencyMs == null || latencyMs > 0, "expected a --latency above 0, found " + latencyMs);
        AlignStreamsConfig settings =
                config != null ? AlignStreamsConfig.load(config) : new AlignStreamsConfig(Map.of());
        Path directory = model != null ? model : modelOf(settings);
        OnnxOptions options = AlignTowers.options(settings);
        int cores = Runtime.getRuntime().availableProcessors();
        say(
                "measuring %s on %s",
                directory, options.provider() == ExecutionProvider.CPU ? cores + " cores" : "GPU " + options.device());
        say("%11s  %7s  %5s  %8s  %9s", "concurrency", "threads", "batch", "images/s", "ms a run");
        Calibration calibration = new Calibration(directory, options, Duration.ofNanos((long) (seconds * 1e9)));
        List<Measured> measured =
                NativeLibraries.unpackedFor(options.provider(), () -> calibration.measure(cores, this::print));
        Measured best = Calibration.best(measured, latencyMs == null ? Double.MAX_VALUE : latencyMs);
        Map<String, String> fastest = new LinkedHashMap<>();
        fastest.put(AlignKeys.INFERENCE_CONCURRENCY, String.valueOf(best.concurrency()));
        fastest.put(AlignKeys.INFERENCE_THREADS, String.valueOf(best.threads()));
        fastest.put(AlignKeys.BATCH_MAX, String.valueOf(best.batch()));
        PrintWriter out = spec.commandLine().getOut();
        fastest.forEach((key, value) -> out.println(key + "=" + value));
        if (config != null) {
            PropertiesFile.write(config, fastest);
            say("written to %s", config);
        }
        return 0;
    }

    private void require(boolean holds, String message) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }

    private Path modelOf(AlignStreamsConfig settings) {
        String directory = settings.getString(AlignKeys.MODEL);
        require(
                !directory.isEmpty(),
                "expected " + AlignKeys.MODEL + " in " + config + ", or --model DIR, found neither");
        return Path.of(directory);
    }

    private void print(Measured measured) {
        say(
                "%11d  %7d  %5d  %8.2f  %9.1f",
                measured.concurrency(),
                measured.threads(),
                measured.batch(),
                measured.imagesPerSecond(),
                measured.runMs());
    }

    private void say(String format, Object... values) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(String.format(Locale.ROOT, format, values));
        err.flush();
    }
}

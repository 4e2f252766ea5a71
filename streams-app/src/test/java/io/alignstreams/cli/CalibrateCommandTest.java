package io.alignstreams.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import io.alignstreams.align.checkpoint.CheckpointImporter;
import io.alignstreams.align.checkpoint.RandomCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalibrateCommandTest {
    private static final String SETTINGS =
            "align\\.inference\\.concurrency=\\d+\\Ralign\\.inference\\.threads=\\d+\\Ralign\\.batch\\.max=\\d+\\R";

    @TempDir
    private static Path directory;

    @BeforeAll
    static void importTiny() throws IOException {
        RandomCheckpoint.like(RandomCheckpoint.Like.TINY, 1).write(directory.resolve("checkpoint"), step -> {});
        new CheckpointImporter(directory.resolve("checkpoint"), step -> {}).importInto(model(), "tiny");
    }

    @Test
    void shouldPrintTheSettingsOfTheFastestWay() {
        Execution calibrated = calibrate("--model", model().toString());

        assertThat(calibrated.status()).as(calibrated.err()).isZero();
        assertThat(calibrated.out()).matches(SETTINGS);
        assertThat(calibrated.err())
                .startsWith(
                        "measuring " + model() + " on " + Runtime.getRuntime().availableProcessors() + " cores");
    }

    @Test
    void shouldWriteThemIntoTheConfigurationAndLeaveItsOtherLinesAlone() throws IOException {
        String before = "# mine\nalign.model=" + model() + "\nbootstrap.servers=broker:9092\n";
        Path config = Files.writeString(directory.resolve("app.properties"), before);

        Execution calibrated = calibrate("--config", config.toString());

        assertThat(calibrated.status()).as(calibrated.err()).isZero();
        assertThat(calibrated.out()).matches(SETTINGS);
        assertThat(config).hasContent(before + calibrated.out());
    }

    @Test
    void shouldNotTakeTheCpusSettingsForThoseOfAGpu() throws IOException {
        assumeThat(OrtEnvironment.getAvailableProviders())
                .as("a build for CUDA finds a GPU where there is one")
                .doesNotContain(OrtProvider.CUDA);
        String before = "align.model=" + model()
                + "\nalign.execution.provider=cuda\nalign.execution.device=1\nalign.execution.provider.fallback=allow\n";
        Path config = Files.writeString(directory.resolve("gpu.properties"), before);

        Execution refused = calibrate("--config", config.toString());

        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err())
                .startsWith("measuring " + model() + " on GPU 1")
                .contains("align-streams: expected ONNX Runtime with CUDA");
        assertThat(refused.out()).isEmpty();
        assertThat(config).hasContent(before);
    }

    private static Path model() {
        return directory.resolve("model");
    }

    private static Execution calibrate(String option, String value) {
        return Execution.of("calibrate", option, value, "--seconds", "0.01");
    }
}

package io.alignstreams.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.alignstreams.align.image.DecodingLimits;
import io.alignstreams.align.image.ExifOrientation;
import io.alignstreams.embedding.AlignTowers;
import io.alignstreams.eval.Embedder;
import io.alignstreams.eval.Evaluation;
import io.alignstreams.topology.Digests;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo's model in int8, as the command makes it. */
class Int8ModelTest {
    private static final long SEED = 11;
    private static final Path CHECKPOINT = Path.of("../config/demo-model");
    private static final Path IMAGES = Path.of("../config/images");
    private static final Pattern COSINES = Pattern.compile("cosine of int8 and fp32: (0\\.\\d+) on average");

    @TempDir
    private Path directory;

    @Test
    void shouldKnowTheDemosWorldAsInFp32() throws IOException {
        Execution drawn = importInt8("drawn");
        assertThat(drawn.err()).contains("drawn from seed 8");
        Matcher cosines = COSINES.matcher(drawn.err());
        assertThat(cosines.find()).isTrue();
        assertThat(Double.parseDouble(cosines.group(1))).isGreaterThan(0.995);
        assertThat(Execution.of("model", "inspect", directory.resolve("drawn").toString())
                        .out())
                .containsPattern("precision +int8");

        try (AlignTowers fp32 = load(DemoModel.importInto(directory));
                AlignTowers int8 = load(directory.resolve("drawn"))) {
            assertThat(accuracy(int8)).isGreaterThan(accuracy(fp32) - 0.01);
            assertThat(int8.identity().modelDigest()).isEqualTo(fp32.identity().modelDigest());
            assertThat(fp32.identity().embedderDigest())
                    .isEqualTo(fp32Digest(fp32.identity().modelDigest()));
        }
    }

    @Test
    void shouldTellModelsApartByWhatTheyWereCalibratedOn() throws IOException {
        Path pictures = Files.createDirectory(directory.resolve("pictures"));
        for (Path image : ImageFiles.in(List.of(IMAGES))) {
            Files.copy(image, pictures.resolve(image.getFileName()));
        }
        Files.writeString(pictures.resolve("notes.txt"), "none of them is mine");
        Files.copy(IMAGES.resolve("12-coconut.jpg"), pictures.resolve("coconut-again.jpg"));
        Execution own = importInt8("own", "--calibration-images", pictures.toString());
        assertThat(own.err())
                .contains("left out " + pictures.resolve("notes.txt"), "calibrating on 36 pictures")
                .containsPattern("left out .*coconut.*\\.jpg: it is equal to .*coconut");
        importInt8("drawn");

        try (AlignTowers drawn = load(directory.resolve("drawn"));
                AlignTowers mine = load(directory.resolve("own"))) {
            assertThat(mine.identity().modelDigest()).isEqualTo(drawn.identity().modelDigest());
            assertThat(mine.identity().embedderDigest())
                    .isNotEqualTo(drawn.identity().embedderDigest());
        }
    }

    @Test
    void shouldNameAFolderOfTooFewPictures() throws IOException {
        Path pictures = Files.createDirectory(directory.resolve("few"));
        for (int i = 0; i < 20; i++) {
            Files.copy(IMAGES.resolve("12-coconut.jpg"), pictures.resolve(i + ".jpg"));
        }

        Execution refused = Execution.of(
                "model",
                "import",
                CHECKPOINT.toString(),
                "--out",
                directory.resolve("none").toString(),
                "--precision",
                "int8",
                "--calibration-images",
                pictures.toString());

        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err())
                .contains(
                        "align-streams: " + pictures + ": expected at least 20 different pictures to calibrate int8 on,"
                                + " found 1 in 20 files; add more like those to come")
                .doesNotContain("copying");
        assertThat(directory.resolve("none")).doesNotExist();
    }

    private Execution importInt8(String name, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "model",
                "import",
                CHECKPOINT.toString(),
                "--out",
                directory.resolve(name).toString()));
        arguments.addAll(List.of("--precision", "int8"));
        arguments.addAll(List.of(options));
        Execution imported = Execution.of(arguments.toArray(String[]::new));
        assertThat(imported.status()).as(imported.err()).isZero();
        assertThat(Files.size(directory.resolve(name).resolve("vision_model.onnx")))
                .isGreaterThan(500_000);
        return imported;
    }

    private static AlignTowers load(Path model) throws IOException {
        return AlignTowers.load(model, ExifOrientation.IGNORE, DecodingLimits.DEFAULT);
    }

    private static double accuracy(AlignTowers towers) {
        return new Evaluation(new Embedder(towers), SEED).quizzes(2).get(0).topAccuracy(1);
    }

    /** As it has always been: stored embeddings have it. */
    private static String fp32Digest(String modelDigest) {
        String parts = modelDigest + "\nfp32\nCPUExecutionProvider\nexif=IGNORE";
        return Digests.sha256Hex(parts.getBytes(StandardCharsets.UTF_8));
    }
}

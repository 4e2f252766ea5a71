package io.alignstreams.align.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alignstreams.align.AlignModel;
import io.alignstreams.align.AlignProcessor;
import io.alignstreams.align.CheckpointException;
import io.alignstreams.align.image.RgbImage;
import io.alignstreams.align.onnx.OnnxOptions;
import io.alignstreams.align.text.Padding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a model's files does not matter once they are loaded. */
class PrivateWeightsTest {
    @TempDir
    private Path directory;

    private Path model;
    private Path weights;
    private Path otherWeights;

    @BeforeEach
    void makeModels() throws IOException {
        model = imported("model", 1);
        weights = model.resolve(AlignModel.WEIGHTS);
        otherWeights = imported("other", 2).resolve(AlignModel.WEIGHTS);
    }

    private Path imported(String name, long seed) throws IOException {
        Path checkpoint = directory.resolve(name + "-checkpoint");
        RandomCheckpoint.like(RandomCheckpoint.Like.TINY, seed).write(checkpoint, step -> {});
        Path out = directory.resolve(name);
        new CheckpointImporter(checkpoint, step -> {}).importInto(out, name);
        return out;
    }

    @Test
    void shouldEmbedAsBeforeWhateverBecomesOfTheFiles() throws IOException {
        try (AlignModel loaded = AlignModel.fromPretrained(model, new OnnxOptions(1));
                AlignProcessor processor = AlignProcessor.fromPretrained(model)) {
            float[][] before = embed(loaded, processor);

            Files.write(weights, Files.readAllBytes(otherWeights));
            assertThat(embed(loaded, processor)).as("overwritten").isDeepEqualTo(before);
            Files.write(weights, new byte[0]);
            assertThat(embed(loaded, processor)).as("truncated").isDeepEqualTo(before);
            Files.delete(weights);
            assertThat(embed(loaded, processor)).as("deleted").isDeepEqualTo(before);
        }
    }

    private static float[][] embed(AlignModel model, AlignProcessor processor) {
        byte[] pixels = new byte[40 * 40 * 3];
        new Random(3).nextBytes(pixels);
        return new float[][] {
            model.getImageFeatures(processor.images(List.of(new RgbImage(40, 40, pixels))))
                    .row(0),
            model.getTextFeatures(processor.texts(List.of("a photo of a cat"), Padding.LONGEST, true))
                    .row(0)
        };
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void shouldKeepWeightsMappedOnlyWhileAModelIsOpen() throws IOException {
        List<String> ofOthers = mappedWeights();
        AlignModel loaded = AlignModel.fromPretrained(model, new OnnxOptions(1));
        assertThat(mappedWeights()).hasSizeGreaterThan(ofOthers.size());
        loaded.close();
        assertThat(mappedWeights()).isEqualTo(ofOthers);

        Files.copy(otherWeights, weights, StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> AlignModel.fromPretrained(model, new OnnxOptions(1)))
                .isInstanceOf(CheckpointException.class);
        assertThat(mappedWeights()).as("of a model that was refused").isEqualTo(ofOthers);
    }

    /** As long as a session is open, the system has the file of its weights mapped. */
    private static List<String> mappedWeights() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/maps")).stream()
                .filter(line -> line.contains("align-streams-weights"))
                .toList();
    }

    @Test
    void shouldRefuseWeightsOfAnotherModel() throws IOException {
        Files.copy(otherWeights, weights, StandardCopyOption.REPLACE_EXISTING);

        assertThatThrownBy(() -> AlignModel.fromPretrained(model, new OnnxOptions(1)))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith(model + ": expected files with the digest ")
                .hasMessageEndingWith("; import the checkpoint again");
    }
}

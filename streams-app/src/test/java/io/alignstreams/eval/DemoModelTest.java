package io.alignstreams.eval;

import static org.assertj.core.api.Assertions.assertThat;

import io.alignstreams.align.checkpoint.CheckpointImporter;
import io.alignstreams.align.image.ExifOrientation;
import io.alignstreams.align.image.ImageDecoder;
import io.alignstreams.embedding.AlignTowers;
import io.alignstreams.world.Artist;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the demo's model knows, on fewer pictures than {@code align-streams eval} asks about. */
class DemoModelTest {
    private static final long SEED = 11;

    @TempDir
    private static Path directory;

    private static AlignTowers towers;

    @BeforeAll
    static void importModel() throws IOException {
        Path model = directory.resolve("model");
        new CheckpointImporter(Path.of("../config/demo-model"), step -> {}).importInto(model, "align-demo");
        towers = AlignTowers.load(model, ExifOrientation.APPLY, ImageDecoder.MAX_PIXELS);
    }

    @AfterAll
    static void close() {
        towers.close();
    }

    @Test
    void shouldKnowThingsItHasNotSeenThisWayByPromptsItHasNotRead() {
        QuizResult result = QuizResult.of(Quiz.singleConcepts(Artist.NOTO, SEED, 2), new Embedder(towers));

        assertThat(result.top(1)).isGreaterThan(0.8);
        assertThat(result.top(5)).isGreaterThan(0.95);
        assertThat(result.confusions()).isNotEmpty();
    }

    @Test
    void shouldTellColoursOfThings() {
        QuizResult result = QuizResult.of(Quiz.compositions(SEED, 100), new Embedder(towers));

        assertThat(result.top(1)).isGreaterThan(0.7);
    }
}

package io.alignstreams.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.alignstreams.align.image.ExifOrientation;
import io.alignstreams.align.image.ImageDecoder;
import io.alignstreams.config.AlignStreamsConfig;
import io.alignstreams.embedding.AlignTowers;
import io.alignstreams.eval.Counts;
import io.alignstreams.eval.Embedder;
import io.alignstreams.eval.Evaluation;
import io.alignstreams.eval.LabelSetResult;
import io.alignstreams.eval.QuizResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the demo's model knows, on fewer pictures than {@code align-streams eval} asks about, and with room for chance. */
class DemoModelTest {
    private static final long SEED = 11;
    private static final Path LABELS = Path.of("../config/labels");

    @TempDir
    private static Path directory;

    private static AlignTowers towers;
    private static Evaluation evaluation;

    @BeforeAll
    static void load() throws IOException {
        towers = AlignTowers.load(DemoModel.importInto(directory), ExifOrientation.IGNORE, ImageDecoder.MAX_PIXELS);
        evaluation = new Evaluation(new Embedder(towers), SEED, 2);
    }

    @AfterAll
    static void close() {
        towers.close();
    }

    @Test
    void shouldKnowThingsByPromptsItHasNotRead() {
        List<QuizResult> results = evaluation.run();
        QuizResult things = results.get(0);
        QuizResult colours = results.get(1);
        QuizResult otherArtist = results.get(2);

        assertThat(things.top(1)).isGreaterThan(0.8);
        assertThat(things.top(5)).isGreaterThan(0.95);
        assertThat(colours.top(1)).isGreaterThan(0.5);
        assertThat(otherArtist.top(1)).isGreaterThan(0.2);
    }

    @Test
    void shouldTagWhatPicturesShow() throws IOException {
        Counts counts = run("tags.yaml").byLabel();

        assertThat(counts.precision()).isGreaterThan(0.9);
        assertThat(counts.recall()).isGreaterThan(0.35);
    }

    @Test
    void shouldFindWhatIsToBeModerated() throws IOException {
        Counts counts = run("moderation.yaml").groups().get(0).counts();

        assertThat(counts.precision()).isGreaterThan(0.9);
        assertThat(counts.recall()).isGreaterThan(0.5);
    }

    private static LabelSetResult run(String file) throws IOException {
        LabelSetFile labelSet = LabelSetFile.read(LABELS.resolve(file));
        return evaluation.run(LabelSets.check(new AlignStreamsConfig(Map.of()), file, labelSet), 400);
    }
}

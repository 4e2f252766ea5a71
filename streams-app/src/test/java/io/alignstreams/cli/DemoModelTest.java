package io.alignstreams.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.alignstreams.align.image.DecodingLimits;
import io.alignstreams.align.image.ExifOrientation;
import io.alignstreams.config.AlignStreamsConfig;
import io.alignstreams.embedding.AlignTowers;
import io.alignstreams.eval.Counts;
import io.alignstreams.eval.Embedder;
import io.alignstreams.eval.Evaluation;
import io.alignstreams.eval.LabelSetResult;
import io.alignstreams.eval.QuizResult;
import io.alignstreams.schemas.Label;
import io.alignstreams.schemas.LabelGroup;
import io.alignstreams.world.Concept;
import io.alignstreams.world.Concepts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
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
        towers = AlignTowers.load(DemoModel.importInto(directory), ExifOrientation.IGNORE, DecodingLimits.DEFAULT);
        evaluation = new Evaluation(new Embedder(towers), SEED);
    }

    @AfterAll
    static void close() {
        towers.close();
    }

    @Test
    void shouldKnowThingsByPromptsItHasNotRead() {
        List<QuizResult> results = evaluation.quizzes(2);
        QuizResult things = results.get(0);
        QuizResult colours = results.get(1);
        QuizResult otherArtist = results.get(2);

        assertThat(things.topAccuracy(1)).isGreaterThan(0.85);
        assertThat(things.topAccuracy(5)).isGreaterThan(0.95);
        assertThat(colours.topAccuracy(1)).isGreaterThan(0.75);
        assertThat(otherArtist.topAccuracy(1)).isGreaterThan(0.2);
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

        assertThat(counts.precision()).isGreaterThan(0.88);
        assertThat(counts.recall()).isGreaterThan(0.7);
    }

    @Test
    void shouldNameEverythingOnceInEachLabelSet() throws IOException {
        List<String> things = Concepts.all().stream().map(Concept::name).toList();
        LabelGroup tags = group("tags.yaml");
        LabelGroup moderation = group("moderation.yaml");
        List<String> moderated = new ArrayList<>(names(moderation));
        moderation.getNone().forEach(none -> moderated.add(none.replaceFirst("^a photo of an? ", "")));

        assertThat(names(tags)).containsExactlyInAnyOrderElementsOf(things);
        assertThat(moderated).containsExactlyInAnyOrderElementsOf(things);
    }

    private static List<String> names(LabelGroup group) {
        return group.getLabels().stream().map(Label::getName).toList();
    }

    private static LabelGroup group(String file) throws IOException {
        LabelSetFile labelSet = LabelSetFile.read(LABELS.resolve(file));
        return LabelSets.check(new AlignStreamsConfig(Map.of()), file, labelSet)
                .getGroups()
                .get(0);
    }

    private static LabelSetResult run(String file) throws IOException {
        LabelSetFile labelSet = LabelSetFile.read(LABELS.resolve(file));
        return evaluation.labelSet(LabelSets.check(new AlignStreamsConfig(Map.of()), file, labelSet), 400);
    }
}

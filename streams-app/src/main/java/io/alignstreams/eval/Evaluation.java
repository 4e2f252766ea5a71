package io.alignstreams.eval;

import io.alignstreams.schemas.LabelSet;
import io.alignstreams.topology.Embedding;
import io.alignstreams.world.Artist;
import io.alignstreams.world.Concepts;
import io.alignstreams.world.World;
import io.alignstreams.world.World.Picture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All quizzes on one model. */
public final class Evaluation {
    private static final int COMPOSITIONS = 500;

    private final Embedder embedder;
    private final long seed;
    private final int picturesEach;
    private final List<QuizResult> results = new ArrayList<>();

    /**
     * Prepares the quizzes of a seed.
     *
     * @param picturesEach of each thing that is asked for
     */
    public Evaluation(Embedder embedder, long seed, int picturesEach) {
        this.embedder = embedder;
        this.seed = seed;
        this.picturesEach = picturesEach;
    }

    /** Asks all questions. */
    public List<QuizResult> run() {
        for (Quiz quiz : List.of(
                Quiz.singleConcepts(Artist.NOTO, seed, picturesEach),
                Quiz.compositions(seed, COMPOSITIONS),
                Quiz.singleConcepts(Artist.TWEMOJI, seed, picturesEach))) {
            results.add(QuizResult.of(quiz, embedder));
        }
        return List.copyOf(results);
    }

    /**
     * Scores pictures of all kinds by a label set that keeps the rules. A label is true of half of them, or of all if there
     * is one for everything in this world.
     *
     * @param count of pictures
     * @throws IllegalArgumentException if no label is true of anything in this world
     */
    public LabelSetResult run(LabelSet labelSet, int count) {
        long named = Concepts.all().stream()
                .filter(concept -> LabelSetResult.isTrue(labelSet, concept))
                .count();
        if (named == 0) {
            throw new IllegalArgumentException("expected a label whose prompts name things of the demo's world, such as"
                    + " 'dog' or 'animal', found none");
        }
        int due = named == Concepts.all().size() ? count : count / 2;
        List<Picture> pictures = draw(labelSet, due, count - due);
        List<Embedding> images =
                embedder.images(pictures.stream().map(Picture::jpeg).toList());
        return LabelSetResult.of(labelSet, pictures, images, embedder.scorer(labelSet));
    }

    private List<Picture> draw(LabelSet labelSet, int due, int others) {
        World world = new World(Artist.NOTO, seed);
        List<Picture> drawn = new ArrayList<>();
        int dueLeft = due;
        int othersLeft = others;
        for (long number = 0; dueLeft + othersLeft > 0; number++) {
            Picture picture = world.picture(number);
            boolean isDue = LabelSetResult.isTrue(labelSet, picture.scene());
            if ((isDue ? dueLeft : othersLeft) > 0) {
                drawn.add(picture);
                dueLeft -= isDue ? 1 : 0;
                othersLeft -= isDue ? 0 : 1;
            }
        }
        return drawn;
    }

    /** Writes what was asked and answered; nothing if {@code directory} is null. */
    public void write(@Nullable Path directory) throws IOException {
        if (directory != null) {
            new EvalFiles(directory).write(results, embedder);
        }
    }
}

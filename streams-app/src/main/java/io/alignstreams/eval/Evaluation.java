package io.alignstreams.eval;

import io.alignstreams.schemas.LabelSet;
import io.alignstreams.topology.Embedding;
import io.alignstreams.world.Artist;
import io.alignstreams.world.World;
import io.alignstreams.world.World.Picture;
import java.util.List;
import java.util.stream.Stream;

/** What is asked of a model, on pictures drawn from a seed. */
public final class Evaluation {
    private static final int COMPOSITIONS = 500;

    private final Embedder embedder;
    private final long seed;

    public Evaluation(Embedder embedder, long seed) {
        this.embedder = embedder;
        this.seed = seed;
    }

    /**
     * Asks the questions of all quizzes.
     *
     * @param picturesEach of each of the 100 things that are asked for
     */
    public List<QuizResult> quizzes(int picturesEach) {
        return Stream.of(
                        Quiz.singleConcepts(Artist.NOTO, seed, picturesEach),
                        Quiz.compositions(seed, COMPOSITIONS),
                        Quiz.singleConcepts(Artist.TWEMOJI, seed, picturesEach))
                .map(quiz -> QuizResult.of(quiz, embedder))
                .toList();
    }

    /**
     * Scores pictures of all kinds by a label set that keeps the rules. A label is true of half of them, or of all if there
     * is one for everything in this world.
     *
     * @param labelSet one that {@link LabelTruth#kinds} finds things for
     * @param count of pictures, at least 2
     */
    public LabelSetResult labelSet(LabelSet labelSet, int count) {
        LabelledPictures drawn = LabelledPictures.draw(new World(Artist.NOTO, seed), labelSet, count);
        List<Embedding> images =
                embedder.images(drawn.pictures().stream().map(Picture::jpeg).toList());
        return LabelSetResult.of(labelSet, drawn, images, embedder.scorer(labelSet));
    }
}

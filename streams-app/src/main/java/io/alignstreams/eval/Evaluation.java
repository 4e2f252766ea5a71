package io.alignstreams.eval;

import io.alignstreams.schemas.LabelSet;
import io.alignstreams.topology.Embedding;
import io.alignstreams.world.Artist;
import io.alignstreams.world.World;
import io.alignstreams.world.World.Picture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
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
     * Scores pictures of all kinds by a label set that keeps the rules.
     *
     * @param pictures how many, with numbers from 0
     */
    public LabelSetResult run(LabelSet labelSet, int pictures) {
        World world = new World(Artist.NOTO, seed);
        List<Picture> drawn =
                LongStream.range(0, pictures).mapToObj(world::picture).toList();
        List<Embedding> images =
                embedder.images(drawn.stream().map(Picture::jpeg).toList());
        return LabelSetResult.of(labelSet, drawn, images, embedder.scorer(labelSet));
    }

    /** Writes what was asked and answered; nothing if {@code directory} is null. */
    public void write(@Nullable Path directory) throws IOException {
        if (directory != null) {
            new EvalFiles(directory).write(results, embedder);
        }
    }
}

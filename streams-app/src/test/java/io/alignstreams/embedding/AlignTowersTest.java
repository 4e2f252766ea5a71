package io.alignstreams.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.alignstreams.align.checkpoint.CheckpointImporter;
import io.alignstreams.align.checkpoint.RandomCheckpoint;
import io.alignstreams.align.image.DecodingLimits;
import io.alignstreams.align.image.ExifOrientation;
import io.alignstreams.topology.Embedding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlignTowersTest {
    private static final long SEED = System.nanoTime();
    private static final int TEXTS = 50;
    private static final int MOST_WORDS = 30;
    private static final double ROUNDING = 1e-5;

    @TempDir
    private Path directory;

    @Test
    void shouldEmbedTextsOfAnyLengthInTheOrderGiven() throws IOException {
        System.out.println("texts: seed " + SEED);
        RandomCheckpoint.like(RandomCheckpoint.Like.TINY, SEED).write(directory.resolve("checkpoint"), step -> {});
        new CheckpointImporter(directory.resolve("checkpoint"), step -> {})
                .importInto(directory.resolve("model"), "tiny");
        Random random = new Random(SEED);
        List<String> texts = Stream.generate(() -> text(random)).limit(TEXTS).toList();
        try (AlignTowers towers =
                AlignTowers.load(directory.resolve("model"), ExifOrientation.APPLY, DecodingLimits.DEFAULT)) {
            List<Embedding> together = towers.embed(texts);

            assertThat(together).hasSameSizeAs(texts);
            for (int i = 0; i < texts.size(); i++) {
                assertThat(together.get(i)
                                .dot(towers.embed(texts.subList(i, i + 1)).get(0)))
                        .as(texts.get(i))
                        .isCloseTo(1, within(ROUNDING));
            }
        }
    }

    private static String text(Random random) {
        return IntStream.rangeClosed(0, random.nextInt(MOST_WORDS))
                .mapToObj(i -> String.valueOf((char) ('a' + random.nextInt(26))))
                .collect(Collectors.joining(" "));
    }
}

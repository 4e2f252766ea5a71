package io.alignstreams.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import io.alignstreams.align.checkpoint.CheckpointImporter;
import io.alignstreams.align.checkpoint.RandomCheckpoint;
import io.alignstreams.align.image.DecodingLimits;
import io.alignstreams.align.image.ExifOrientation;
import io.alignstreams.config.AlignStreamsConfig;
import io.alignstreams.topology.Embedding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigException;
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
        importTiny();
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

    @Test
    void shouldRefuseAGpuThatCannotBeHad() throws IOException {
        assumeNoCuda();
        importTiny();

        assertThatThrownBy(() -> AlignTowers.load(config(Map.of("align.execution.provider", "cuda"))))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("align.execution.provider: expected ONNX Runtime with CUDA, found one with [CPU")
                .hasMessageContaining("align.execution.provider.fallback=allow");
    }

    @Test
    void shouldRunOnTheCpuWhereThatIsAllowedAndSayThatItWasTheCpu() throws IOException {
        assumeNoCuda();
        importTiny();
        Map<String, String> allowed =
                Map.of("align.execution.provider", "cuda", "align.execution.provider.fallback", "allow");

        try (AlignTowers fallback = AlignTowers.load(config(allowed));
                AlignTowers cpu = AlignTowers.load(config(Map.of()))) {
            assertThat(fallback.identity()).isEqualTo(cpu.identity());
            assertThat(fallback.asRun(config(allowed)).inferenceConcurrency())
                    .isEqualTo(config(Map.of()).inferenceConcurrency());
        }
    }

    /** A build for CUDA finds a GPU where there is one. */
    private static void assumeNoCuda() {
        assumeThat(OrtEnvironment.getAvailableProviders()).doesNotContain(OrtProvider.CUDA);
    }

    @Test
    void shouldGiveTheSameVectorsOnAnyNumberOfThreads() throws IOException {
        importTiny();

        try (AlignTowers two = AlignTowers.load(config(Map.of("align.inference.threads", "2")));
                AlignTowers one = AlignTowers.load(config(Map.of()))) {
            assertThat(two.embed(List.of("a cat"))
                            .get(0)
                            .dot(one.embed(List.of("a cat")).get(0)))
                    .isCloseTo(1, within(ROUNDING));
        }
    }

    private void importTiny() throws IOException {
        System.out.println("towers: seed " + SEED);
        RandomCheckpoint.like(RandomCheckpoint.Like.TINY, SEED).write(directory.resolve("checkpoint"), step -> {});
        new CheckpointImporter(directory.resolve("checkpoint"), step -> {})
                .importInto(directory.resolve("model"), "tiny");
    }

    private AlignStreamsConfig config(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("align.model", directory.resolve("model").toString());
        return new AlignStreamsConfig(all);
    }

    private static String text(Random random) {
        return IntStream.rangeClosed(0, random.nextInt(MOST_WORDS))
                .mapToObj(i -> String.valueOf((char) ('a' + random.nextInt(26))))
                .collect(Collectors.joining(" "));
    }
}

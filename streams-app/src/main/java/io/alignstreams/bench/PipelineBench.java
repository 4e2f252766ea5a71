package io.alignstreams.bench;

import io.alignstreams.align.AlignModel;
import io.alignstreams.align.image.DecodingLimits;
import io.alignstreams.align.image.ExifOrientation;
import io.alignstreams.embedding.AlignTowers;
import io.alignstreams.local.LocalCluster;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Everything together: JPEGs in Kafka become classifications and embeddings that are committed, exactly once. It is held
 * against the image tower alone, run over and over on tensors that are ready, one on each core, which is fastest on a CPU.
 */
final class PipelineBench implements Benchmark {
    private static final String NAME = "pipeline";
    private static final int IMAGES = 640;
    private static final int FEWEST_IMAGES = 40;
    private static final int WARM_UPS = 5;
    private static final int WARM_UP_IMAGES = 20_000;
    private static final int WARM_UP_BYTES = 10_000;

    @Override
    public List<Row> measure(BenchSetup setup) throws Exception {
        int images = setup.images(IMAGES, FEWEST_IMAGES);
        int cores = Runtime.getRuntime().availableProcessors();
        Path graph = setup.model().resolve(AlignModel.VISION_GRAPH);
        setup.say("%s: %d JPEGs and %d labels", NAME, images, BenchStream.LABELS);
        try (LocalCluster servers = LocalCluster.start();
                BenchStream warmUp = new BenchStream(servers, NAME + "-warm-up", setup.folder(), Map.of());
                BenchStream stream = new BenchStream(servers, NAME, setup.folder(), Map.of());
                AlignTowers towers = AlignTowers.load(setup.model(), ExifOrientation.APPLY, DecodingLimits.DEFAULT);
                RawTower bare = new RawTower(graph, 1, null, TowerInput.of(setup))) {
            warmUp(setup, warmUp);
            BenchPictures pictures = new BenchPictures(setup.seed());
            stream.fill(Stream.generate(pictures::jpeg).limit(images));
            stream.rate(towers, towers, Map.of());
            return List.of(Comparison.of(
                            setup.rounds(),
                            () -> stream.rate(towers, towers, Map.of()),
                            () -> bare.rate(cores, 1, Math.max(1, images / cores)))
                    .rates(NAME, "640x480 JPEG, to the tower alone", "images/s", 0.92));
        }
    }

    /**
     * Has the code around the tower compiled. At some images a second that takes minutes, in which the compilers have a tenth
     * of the processor.
     */
    private static void warmUp(BenchSetup setup, BenchStream stream) throws Exception {
        stream.fill(setup.images(WARM_UP_IMAGES, FEWEST_IMAGES), WARM_UP_BYTES, setup.seed());
        InstantScorer scorer = new InstantScorer();
        for (int i = 0; i < WARM_UPS; i++) {
            stream.rate(scorer, scorer, OverheadBench.SETTINGS);
        }
    }
}

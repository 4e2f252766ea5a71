package io.alignstreams.bench;

import ai.onnxruntime.OrtException;
import io.alignstreams.align.AlignModel;
import io.alignstreams.align.image.DecodingLimits;
import io.alignstreams.align.image.ExifOrientation;
import io.alignstreams.embedding.AlignTowers;
import io.alignstreams.local.LocalCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Everything together: JPEGs in Kafka become classifications and embeddings that are committed, exactly once. It is held
 * against the image tower alone, run over and over on tensors that are ready, in the way that is fastest on this machine.
 */
final class PipelineBench implements Benchmark {
    private static final String NAME = "pipeline";
    private static final int IMAGES = 640;
    private static final int FEWEST_IMAGES = 40;

    /** Of a setting that may be the fastest, on each core. */
    private static final int TRIAL_IMAGES = 16;

    private static final int TRIALS = 3;

    @Override
    public List<Row> measure(BenchSetup setup) throws Exception {
        int images = setup.images(IMAGES, FEWEST_IMAGES);
        TowerInput input = TowerInput.of(setup);
        TowerSetting fastest = fastest(setup, input);
        setup.say("%s: the tower alone is fastest with %s", NAME, fastest);
        try (LocalCluster servers = setup.startServers();
                BenchStream stream = new BenchStream(servers, NAME, setup.folder(), Map.of());
                AlignTowers towers = AlignTowers.load(setup.model(), ExifOrientation.APPLY, DecodingLimits.DEFAULT);
                RawTower bare = open(setup, fastest.threads(), input)) {
            WarmUp.run(servers, setup, NAME);
            setup.say("%s: %d JPEGs and %d labels", NAME, images, BenchStream.LABELS);
            BenchPictures pictures = new BenchPictures(setup.seed());
            stream.fill(Stream.generate(pictures::jpeg).limit(images));
            stream.rate(towers, towers, Map.of());
            return List.of(Comparison.of(
                            setup.rounds(),
                            () -> stream.rate(towers, towers, Map.of()),
                            () -> fastest.rate(bare, images))
                    .rates(NAME, "640x480 JPEG, to the tower alone", "images/s", 0.92));
        }
    }

    private static TowerSetting fastest(BenchSetup setup, TowerInput input) throws Exception {
        int cores = Runtime.getRuntime().availableProcessors();
        TowerSetting fastest = new TowerSetting(cores, 1, 1);
        double highest = 0;
        for (int threads : TowerSetting.threads(cores)) {
            try (RawTower bare = open(setup, threads, input)) {
                for (TowerSetting setting : TowerSetting.all(threads, cores)) {
                    List<Double> rates = new ArrayList<>();
                    for (int i = 0; i < TRIALS; i++) {
                        rates.add(setting.rate(bare, setup.images(TRIAL_IMAGES * setting.cores())));
                    }
                    double rate = Quantiles.median(rates);
                    if (rate > highest) {
                        fastest = setting;
                        highest = rate;
                    }
                }
            }
        }
        return fastest;
    }

    private static RawTower open(BenchSetup setup, int threads, TowerInput input) throws OrtException {
        return new RawTower(setup.model().resolve(AlignModel.VISION_GRAPH), threads, null, input);
    }
}

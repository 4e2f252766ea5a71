package io.alignstreams.bench;

import io.alignstreams.align.AlignModel;
import io.alignstreams.align.ImageBatch;
import io.alignstreams.align.image.DecodingLimits;
import io.alignstreams.align.image.ExifOrientation;
import io.alignstreams.align.onnx.OnnxOptions;
import io.alignstreams.embedding.AlignTowers;
import io.alignstreams.local.LocalCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Everything together: JPEGs in Kafka become classifications and embeddings that are committed, exactly once. It is held
 * against the image tower alone, run over and over on images that are ready, one on each core, which is fastest on a CPU.
 */
final class PipelineBench implements Benchmark {
    private static final String NAME = "pipeline";
    private static final int IMAGES = 320;
    private static final int WIDTH = 640;
    private static final int HEIGHT = 480;

    @Override
    public List<Row> measure(BenchSetup setup) throws Exception {
        int images = setup.images(IMAGES);
        int cores = Runtime.getRuntime().availableProcessors();
        setup.say("%s: %d JPEGs of %dx%d and %d labels", NAME, images, WIDTH, HEIGHT, BenchStream.LABELS);
        try (LocalCluster servers = LocalCluster.start();
                BenchStream stream = new BenchStream(servers, NAME, setup.folder(), Map.of());
                AlignTowers towers = AlignTowers.load(setup.model(), ExifOrientation.APPLY, DecodingLimits.DEFAULT);
                AlignModel bare = AlignModel.fromPretrained(setup.model(), new OnnxOptions(1))) {

            stream.publish(BenchLabels.of(BenchStream.LABELS, "thing"));
            BenchPictures pictures = new BenchPictures(setup.seed());
            List<ImageBatch> ready = new ArrayList<>();
            for (int i = 0; i < images; i++) {
                byte[] jpeg = pictures.jpeg(WIDTH, HEIGHT);
                stream.send("image-" + i, jpeg);
                if (ready.size() < cores) {
                    ready.add(ImageBatch.of(List.of(towers.prepare(jpeg))));
                }
            }
            stream.flush();
            return List.of(Comparison.of(
                            setup.rounds(),
                            () -> stream.rate(towers, towers, Map.of()),
                            () -> rate(bare, ready, images))
                    .rates(NAME, WIDTH + "x" + HEIGHT + " JPEG, to the tower alone", "images/s", 0.92));
        }
    }

    /** Runs each ready image on a thread of its own, over and over. */
    private static double rate(AlignModel bare, List<ImageBatch> ready, int images) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(ready.size());
        try {
            int each = images / ready.size();
            long start = System.nanoTime();
            List<Future<?>> runs = new ArrayList<>();
            for (ImageBatch image : ready) {
                runs.add(threads.submit(() -> {
                    for (int i = 0; i < each; i++) {
                        bare.getImageFeatures(image);
                    }
                }));
            }
            for (Future<?> run : runs) {
                run.get();
            }
            return each * ready.size() / ((System.nanoTime() - start) / 1e9);
        } finally {
            threads.shutdownNow();
        }
    }
}

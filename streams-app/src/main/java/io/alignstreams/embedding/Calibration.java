package io.alignstreams.embedding;

import io.alignstreams.align.AlignModel;
import io.alignstreams.align.AlignProcessor;
import io.alignstreams.align.ImageBatch;
import io.alignstreams.align.onnx.ExecutionProvider;
import io.alignstreams.align.onnx.OnnxOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Measures in which ways a model's image tower runs how fast on this machine, with nothing else going on. */
public final class Calibration {
    private static final int LARGEST_BATCH = 32;

    /** Larger batches are not tried once so much of the best rate is lost. */
    private static final double LOSS = 0.1;

    /** A rate that is so near to the best is as good. */
    private static final double TIE = 0.03;

    private final Path modelDirectory;
    private final OnnxOptions options;
    private final Duration each;

    /**
     * Measures a model directory.
     *
     * @param options what it is measured on; of how many threads is tried
     * @param each how long every way is measured, once it has run
     */
    public Calibration(Path modelDirectory, OnnxOptions options, Duration each) {
        this.modelDirectory = modelDirectory;
        this.options = options;
        this.each = each;
    }

    /** Runs at the same time, and threads of each. */
    record Sharing(int concurrency, int threads) {}

    /** All that use as many threads as there are cores; on a GPU, which has its own, one run and two. */
    static List<Sharing> sharings(ExecutionProvider provider, int cores) {
        return switch (provider) {
            case CPU ->
                IntStream.rangeClosed(1, cores)
                        .filter(threads -> cores % threads == 0)
                        .mapToObj(threads -> new Sharing(cores / threads, threads))
                        .toList();
            case CUDA -> List.of(new Sharing(1, 1), new Sharing(2, 1));
        };
    }

    /**
     * A way to run the tower, and how fast it was.
     *
     * @param concurrency runs at the same time
     * @param threads of each run
     * @param batch images of each run
     * @param imagesPerSecond of all runs together
     */
    public record Measured(int concurrency, int threads, int batch, double imagesPerSecond) {
        /** How long one run took, in milliseconds. */
        public double runMs() {
            return 1_000 * concurrency * batch / imagesPerSecond;
        }
    }

    /**
     * Measures all ways to share out the cores, with batches of up to {@value #LARGEST_BATCH} images; {@code progress} is told
     * of each.
     *
     * @throws io.alignstreams.align.onnx.ExecutionProviderException if the model cannot be loaded onto the GPU
     */
    public List<Measured> measure(int cores, Consumer<Measured> progress) throws IOException {
        List<Measured> all = new ArrayList<>();
        for (Sharing sharing : sharings(options.provider(), cores)) {
            try (AlignModel model = AlignModel.fromPretrained(modelDirectory, options.withThreads(sharing.threads()));
                    AlignProcessor processor = AlignProcessor.fromPretrained(modelDirectory)) {
                int height = processor.imageProcessor().cropHeight();
                int width = processor.imageProcessor().cropWidth();
                double best = 0;
                double rate = 0;
                for (int batch = 1; batch <= LARGEST_BATCH && rate >= (1 - LOSS) * best; batch *= 2) {
                    rate = rate(model, sharing.concurrency(), noise(batch, height, width));
                    best = Math.max(best, rate);
                    Measured measured = new Measured(sharing.concurrency(), sharing.threads(), batch, rate);
                    progress.accept(measured);
                    all.add(measured);
                }
            }
        }
        return all;
    }

    /**
     * The fastest way, and of those as fast the one whose runs are shortest.
     *
     * @param latencyMs what a run may take, in milliseconds; if none is so fast, the shortest run is best
     */
    public static Measured best(List<Measured> measured, double latencyMs) {
        double shortest = measured.stream().mapToDouble(Measured::runMs).min().orElseThrow();
        List<Measured> inTime = measured.stream()
                .filter(one -> one.runMs() <= Math.max(latencyMs, shortest))
                .toList();
        double fastest =
                inTime.stream().mapToDouble(Measured::imagesPerSecond).max().orElseThrow();
        return inTime.stream()
                .filter(one -> one.imagesPerSecond() >= (1 - TIE) * fastest)
                .min((one, other) -> Double.compare(one.runMs(), other.runMs()))
                .orElseThrow();
    }

    /** Images a second of some threads that run a batch over and over. */
    private double rate(AlignModel model, int concurrency, ImageBatch batch) {
        ExecutorService threads = Executors.newFixedThreadPool(concurrency);
        try {
            List<Future<Double>> rates = new ArrayList<>();
            for (int i = 0; i < concurrency; i++) {
                rates.add(threads.submit(() -> rate(model, batch)));
            }
            double sum = 0;
            for (Future<Double> rate : rates) {
                sum += rate.get();
            }
            return sum;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the image tower was measured", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "expected the image tower to run, found a fault: " + e.getCause(), e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private double rate(AlignModel model, ImageBatch batch) {
        model.getImageFeatures(batch);
        long start = System.nanoTime();
        long images = 0;
        long took;
        do {
            model.getImageFeatures(batch);
            images += batch.batchSize();
            took = System.nanoTime() - start;
        } while (took < each.toNanos());
        return images / (took / 1e9);
    }

    private static ImageBatch noise(int batch, int height, int width) {
        byte[] bytes = new byte[batch * height * width * 3];
        new Random(batch).nextBytes(bytes);
        return new ImageBatch(
                batch, ByteBuffer.allocateDirect(bytes.length).put(bytes).flip());
    }
}

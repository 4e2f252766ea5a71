package io.alignstreams.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import io.alignstreams.align.onnx.OnnxOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** An image tower in ONNX Runtime, on tensors that are there already, and nothing around it. */
final class RawTower implements AutoCloseable {
    private static final long LONGEST_RUN_SECONDS = 20;

    private final OrtSession session;
    private final TowerInput pixels;
    private final String input;
    private final String output;

    /**
     * Loads a graph with the application's own options.
     *
     * @param graph with one input of pixels, and an output of pooled features, its last one
     * @param level how far ONNX Runtime optimises the graph; null for as far as the application lets it
     */
    RawTower(Path graph, int threads, @Nullable OptLevel level, TowerInput pixels) throws OrtException {
        this.pixels = pixels;
        try (OrtSession.SessionOptions options = new OnnxOptions(threads).toSessionOptions()) {
            if (level != null) {
                options.setOptimizationLevel(level);
            }
            session = OrtEnvironment.getEnvironment().createSession(graph.toString(), options);
        }
        input = session.getInputNames().iterator().next();
        output = session.getOutputNames().stream()
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    /** Features of the picture. */
    float[] features() throws OrtException {
        try (OnnxTensor batch = batch(1);
                OrtSession.Result result = session.run(Map.of(input, batch), Set.of(output))) {
            return ((float[][]) result.get(0).getValue())[0];
        }
    }

    /**
     * Runs it on so many threads at once, and so many times as is this for each; a thread that is faster runs it more often.
     *
     * @return images a second
     */
    double rate(int runsAtOnce, int batchSize, int runs) throws OrtException, InterruptedException, ExecutionException {
        try (OnnxTensor batch = batch(batchSize)) {
            ExecutorService threads = Executors.newFixedThreadPool(runsAtOnce);
            try {
                run(threads, runsAtOnce, runsAtOnce, batch);
                long begin = System.nanoTime();
                run(threads, runsAtOnce, runsAtOnce * runs, batch);
                return (double) runsAtOnce * runs * batchSize / ((System.nanoTime() - begin) / 1e9);
            } finally {
                threads.shutdownNow();
                // The tensor and the session go next, and may not while a run is at work on them.
                threads.awaitTermination(LONGEST_RUN_SECONDS, TimeUnit.SECONDS);
            }
        }
    }

    private void run(ExecutorService threads, int runsAtOnce, int runs, OnnxTensor batch)
            throws InterruptedException, ExecutionException {
        AtomicInteger left = new AtomicInteger(runs);
        List<Future<?>> working = new ArrayList<>();
        for (int i = 0; i < runsAtOnce; i++) {
            working.add(threads.submit(() -> {
                while (left.getAndDecrement() > 0 && !Thread.currentThread().isInterrupted()) {
                    session.run(Map.of(input, batch), Set.of(output)).close();
                }
                return null;
            }));
        }
        for (Future<?> one : working) {
            one.get();
        }
    }

    private OnnxTensor batch(int size) throws OrtException {
        return pixels.tensor(session.getInputInfo().get(input), size);
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}

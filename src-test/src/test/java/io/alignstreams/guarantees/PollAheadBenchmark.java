package io.alignstreams.guarantees;

import io.alignstreams.application.ScoringApplication;
import io.alignstreams.bench.SimulatedAccelerator;
import io.alignstreams.harness.LabelSets;
import io.alignstreams.harness.LocalServers;
import io.alignstreams.harness.Stream;
import io.alignstreams.schemas.ImageEvent;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * How much faster the stream is with poll-ahead than record by record, both in one run on the same records: an accelerator
 * of 4 ms + 0.25 ms an image, at most 32 at once, 20 KB an image.
 */
@Tag("benchmark")
@ExtendWith(LocalServers.class)
class PollAheadBenchmark {
    private static final int IMAGES = 4_000;
    private static final int IMAGE_BYTES = 20_000;
    private static final int ROUNDS = 3;

    @Test
    void measure() throws Exception {
        for (int round = 1; round <= ROUNDS; round++) {
            SimulatedAccelerator single = accelerator();
            double recordByRecord = rate("record-" + round, single, Map.of("align.lookahead.bytes", "0"));
            SimulatedAccelerator batched = accelerator();
            double pollAhead = rate("ahead-" + round, batched, Map.of("align.batch.max", "32"));
            System.out.printf(
                    Locale.ROOT,
                    "measured: record by record %.0f images/s (batches of %.1f), poll-ahead %.0f images/s (batches of"
                            + " %.1f), ratio %.1f%n",
                    recordByRecord,
                    (double) single.images.get() / single.runs.get(),
                    pollAhead,
                    (double) batched.images.get() / batched.runs.get(),
                    pollAhead / recordByRecord);
        }
    }

    private static SimulatedAccelerator accelerator() {
        return new SimulatedAccelerator(Duration.ofMillis(4), Duration.ofNanos(250_000), Duration.ZERO);
    }

    private static double rate(String name, SimulatedAccelerator accelerator, Map<String, String> settings)
            throws Exception {
        try (Stream stream = new Stream(name, settings)) {
            String images = stream.config.topics().imageEvents();
            stream.send(stream.config.topics().labelSets(), "set", LabelSets.of("a", "b"), System.currentTimeMillis());
            Random random = new Random(1);
            for (int i = 0; i < IMAGES; i++) {
                byte[] image = new byte[IMAGE_BYTES];
                random.nextBytes(image);
                stream.send(
                        images,
                        "image-" + i,
                        new ImageEvent(ByteBuffer.wrap(image), List.of("set"), "", Map.of(), ""),
                        System.currentTimeMillis());
            }
            stream.flush();
            try (ScoringApplication application = stream.start(accelerator, accelerator)) {
                application.running().get();
                long start = System.nanoTime();
                stream.awaitProcessed(name, images);
                return IMAGES / ((System.nanoTime() - start) / 1e9);
            }
        }
    }
}

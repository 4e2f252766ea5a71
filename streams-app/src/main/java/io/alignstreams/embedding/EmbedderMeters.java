package io.alignstreams.embedding;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/** What is measured of an embedder that works ahead of the stream. */
final class EmbedderMeters {
    private final MeterRegistry meters;
    private final Timer wait;
    private final Timer fetch;

    EmbedderMeters(MeterRegistry meters) {
        this.meters = meters;
        this.wait = StageTimer.of("wait", meters);
        this.fetch = StageTimer.of("fetch", meters);
    }

    Timer.Sample start() {
        return Timer.start(meters);
    }

    /** How long a stream thread waited for an image. */
    void waited(Timer.Sample sample) {
        sample.stop(wait);
    }

    /** How long an image was fetched, with all retries. */
    void fetched(Timer.Sample sample) {
        sample.stop(fetch);
    }

    /** What a stream thread found when it asked for an image. */
    void asked(String found) {
        Counter.builder("align.images.asked")
                .description("Images that stream threads asked for: done, begun, or not seen coming")
                .tag("found", found)
                .register(meters)
                .increment();
    }

    void queue(String stage, IntSupplier images) {
        Gauge.builder("align.queue.images", images::getAsInt)
                .description("Images that wait before a stage")
                .tag("stage", stage)
                .strongReference(true)
                .register(meters);
    }

    void lookahead(LongSupplier bytes) {
        Gauge.builder("align.lookahead.bytes", bytes::getAsLong)
                .description("Bytes of polled image events that are worked on ahead of the stream")
                .baseUnit("bytes")
                .strongReference(true)
                .register(meters);
    }
}

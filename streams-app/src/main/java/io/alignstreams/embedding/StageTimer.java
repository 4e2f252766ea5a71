package io.alignstreams.embedding;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** How long the stages of an image's way take, and of a label set's. */
final class StageTimer {
    private static final Duration[] BOUNDS = {
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(20),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(200),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10)
    };

    private StageTimer() {}

    static Timer of(String stage, MeterRegistry meters) {
        return Timer.builder("align.stage")
                .description("What a stage takes for one image; tower: for a batch, text: for a label set's texts")
                .tag("stage", stage)
                .serviceLevelObjectives(BOUNDS)
                .register(meters);
    }
}

package io.alignstreams.embedding;

import io.alignstreams.align.image.ImageRefusedException;
import io.alignstreams.align.image.RgbImage;
import io.alignstreams.topology.ModelIdentity;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;

/** A tower of which it is measured what it is given and how long it takes. */
public final class MeteredImageTower implements ImageTower {
    private final ImageTower tower;
    private final MeterRegistry meters;
    private final Timer decode;
    private final Timer run;
    private final Counter bytes;
    private final DistributionSummary batches;

    public MeteredImageTower(ImageTower tower, MeterRegistry meters) {
        this.tower = tower;
        this.meters = meters;
        this.decode = StageTimer.of("decode", meters);
        this.run = StageTimer.of("tower", meters);
        this.bytes = Counter.builder("align.image.bytes")
                .description("Bytes of encoded images that were decoded or refused")
                .baseUnit("bytes")
                .register(meters);
        this.batches = DistributionSummary.builder("align.batch.images")
                .description("Images that went through the tower at once")
                .serviceLevelObjectives(1, 2, 4, 8, 16, 32, 64, 128)
                .register(meters);
    }

    @Override
    public ModelIdentity identity() {
        return tower.identity();
    }

    @Override
    public RgbImage prepare(byte[] image) throws ImageRefusedException {
        bytes.increment(image.length);
        Timer.Sample sample = Timer.start(meters);
        try {
            return tower.prepare(image);
        } finally {
            sample.stop(decode);
        }
    }

    @Override
    public List<float[]> run(List<RgbImage> prepared) {
        Timer.Sample sample = Timer.start(meters);
        List<float[]> features = tower.run(prepared);
        sample.stop(run);
        batches.record(prepared.size());
        return features;
    }
}

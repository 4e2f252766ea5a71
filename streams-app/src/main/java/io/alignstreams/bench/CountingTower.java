package io.alignstreams.bench;

import io.alignstreams.align.image.ImageRefusedException;
import io.alignstreams.align.image.RgbImage;
import io.alignstreams.embedding.ImageTower;
import io.alignstreams.topology.ModelIdentity;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A tower of which it is counted how many images it has begun, and how many went through. */
public final class CountingTower implements ImageTower {
    private final ImageTower tower;
    private final AtomicLong begun = new AtomicLong();
    private final AtomicLong images = new AtomicLong();

    /** Counts from 0. */
    public CountingTower(ImageTower tower) {
        this.tower = tower;
    }

    /** How many images went in. */
    long begun() {
        return begun.get();
    }

    /** How many images went through. */
    public long images() {
        return images.get();
    }

    @Override
    public ModelIdentity identity() {
        return tower.identity();
    }

    @Override
    public RgbImage prepare(byte[] image) throws ImageRefusedException {
        return tower.prepare(image);
    }

    @Override
    public List<float[]> run(List<RgbImage> prepared) {
        begun.addAndGet(prepared.size());
        List<float[]> features = tower.run(prepared);
        images.addAndGet(prepared.size());
        return features;
    }
}

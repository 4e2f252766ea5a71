package io.alignstreams.bench;

import io.alignstreams.align.image.ImageRefusedException;
import io.alignstreams.align.image.RgbImage;
import io.alignstreams.embedding.ImageTower;
import io.alignstreams.topology.ModelIdentity;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A tower of which it is counted how many images went through. */
final class CountingTower implements ImageTower {
    private final ImageTower tower;
    private final AtomicLong images = new AtomicLong();

    CountingTower(ImageTower tower) {
        this.tower = tower;
    }

    long images() {
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
        List<float[]> features = tower.run(prepared);
        images.addAndGet(prepared.size());
        return features;
    }
}

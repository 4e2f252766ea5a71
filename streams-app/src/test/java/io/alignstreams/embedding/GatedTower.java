package io.alignstreams.embedding;

import io.alignstreams.align.image.ImageFault;
import io.alignstreams.align.image.ImageRefusedException;
import io.alignstreams.align.image.RgbImage;
import io.alignstreams.topology.ModelIdentity;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * A tower that runs when it is let. An image's first byte is its name; that of 'b' cannot be decoded, 'x' makes any batch
 * with others fail, 'f' fails always, 'n' has features that are not numbers.
 */
final class GatedTower implements ImageTower {
    final Semaphore gate = new Semaphore(0);
    final List<String> prepared = Collections.synchronizedList(new ArrayList<>());
    final List<String> batches = Collections.synchronizedList(new ArrayList<>());

    @Override
    public ModelIdentity identity() {
        return new ModelIdentity("gated", "gated", "gated", 2, 1);
    }

    @Override
    public RgbImage prepare(byte[] image) throws ImageRefusedException {
        prepared.add(String.valueOf((char) image[0]));
        if (image[0] == 'b') {
            throw new ImageRefusedException(ImageFault.IMAGE_UNDECODABLE, "a test wants it");
        }
        return new RgbImage(1, 1, new byte[] {image[0], 0, 0});
    }

    @Override
    public List<float[]> run(List<RgbImage> batch) {
        gate.acquireUninterruptibly();
        StringBuilder names = new StringBuilder();
        batch.forEach(image -> names.append((char) image.pixels()[0]));
        batches.add(names.toString());
        if (names.indexOf("f") >= 0 || (names.indexOf("x") >= 0 && names.length() > 1)) {
            throw new IllegalStateException("the tower fails");
        }
        return batch.stream()
                .map(image -> new float[] {image.pixels()[0] == 'n' ? Float.NaN : image.pixels()[0], 1})
                .toList();
    }
}

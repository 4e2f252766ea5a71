package io.alignstreams.bench;

import io.alignstreams.align.image.RgbImage;
import io.alignstreams.embedding.ImageTower;
import io.alignstreams.topology.Embedding;
import io.alignstreams.topology.ModelIdentity;
import io.alignstreams.topology.TextEmbedder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Takes the time that an accelerator would: so much a run and so much an image, one run after the other. Images need no
 * decoding, vectors follow from the bytes.
 */
public class SimulatedAccelerator implements ImageTower, TextEmbedder {
    private static final int DIMENSION = 32;

    private final Duration perRun;
    private final Duration perImage;
    private final Duration perTexts;

    /**
     * Makes one that has nothing to do yet.
     *
     * @param perRun what a run of images takes, however many they are
     * @param perImage what each image of a run takes beside that
     * @param perTexts what it takes to embed texts, however many they are
     */
    public SimulatedAccelerator(Duration perRun, Duration perImage, Duration perTexts) {
        this.perRun = perRun;
        this.perImage = perImage;
        this.perTexts = perTexts;
    }

    @Override
    public ModelIdentity identity() {
        return new ModelIdentity("simulated", "simulated", "simulated", DIMENSION, 0.1f);
    }

    @Override
    public RgbImage prepare(byte[] image) {
        return new RgbImage(1, 1, new byte[] {image[0], image[1], image[2]});
    }

    @Override
    public synchronized List<float[]> run(List<RgbImage> prepared) {
        sleep(perRun.plus(perImage.multipliedBy(prepared.size())));
        return prepared.stream()
                .map(image -> vector(Arrays.hashCode(image.pixels())))
                .toList();
    }

    @Override
    public List<Embedding> embed(List<String> texts) {
        sleep(perTexts);
        return texts.stream()
                .map(text -> Embedding.normalize(vector(text.hashCode())))
                .toList();
    }

    private static float[] vector(int seed) {
        Random random = new Random(seed);
        float[] vector = new float[DIMENSION];
        for (int i = 0; i < DIMENSION; i++) {
            vector[i] = (float) random.nextGaussian();
        }
        return vector;
    }

    private static void sleep(Duration duration) {
        try {
            TimeUnit.NANOSECONDS.sleep(duration.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while it computed", e);
        }
    }
}

package io.alignstreams.embedding;

import io.alignstreams.align.image.RgbImage;
import io.alignstreams.topology.Code;
import io.alignstreams.topology.EmbeddedImage;
import io.alignstreams.topology.Embedding;
import io.alignstreams.topology.Refusal;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs prepared images through a tower, so that a fault stays with the image that has it. */
final class TowerRuns {
    private static final Logger LOG = LoggerFactory.getLogger(TowerRuns.class);

    private final ImageTower tower;

    TowerRuns(ImageTower tower) {
        this.tower = tower;
    }

    /**
     * Embeds the images of those jobs that are still wanted, at once; if that fails, one by one.
     *
     * @return how many were embedded at once; 0 if none were wanted, or it failed
     */
    int run(List<Job> jobs) {
        Map<Job, RgbImage> batch = new LinkedHashMap<>();
        for (Job job : jobs) {
            RgbImage prepared = job.prepared();
            if (prepared != null && !job.result().isDone()) {
                batch.put(job, prepared);
            }
        }
        if (batch.size() > 1) {
            try {
                embed(batch);
                return batch.size();
            } catch (RuntimeException | Error e) {
                LOG.warn("a batch of {} images failed, each of them is tried alone: {}", batch.size(), e.toString());
            }
        }
        batch.forEach((job, prepared) -> {
            try {
                embed(Map.of(job, prepared));
            } catch (RuntimeException | Error e) {
                job.result().completeExceptionally(e);
            }
        });
        return batch.size() == 1 ? 1 : 0;
    }

    private void embed(Map<Job, RgbImage> batch) {
        List<float[]> features = tower.run(List.copyOf(batch.values()));
        if (features.size() != batch.size()) {
            throw new IllegalStateException(
                    "expected features of " + batch.size() + " images, found those of " + features.size());
        }
        Iterator<float[]> results = features.iterator();
        batch.keySet().forEach(job -> job.result().complete(embedded(results.next(), job.digest())));
    }

    private static EmbeddedImage embedded(float[] features, String digest) {
        try {
            return new EmbeddedImage.Embedded(Embedding.normalize(features), digest);
        } catch (IllegalArgumentException e) {
            return new EmbeddedImage.Refused(new Refusal(Code.IMAGE_UNDECODABLE, String.valueOf(e.getMessage())));
        }
    }
}

package io.alignstreams.bench;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alignstreams.align.image.ImageFault;
import io.alignstreams.align.image.ImageRefusedException;
import io.alignstreams.align.image.RgbImage;
import io.alignstreams.embedding.ImageTower;
import io.alignstreams.local.LocalCluster;
import io.alignstreams.topology.ModelIdentity;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchStreamTest {
    private static final int IMAGES = 2_000;
    private static final int BYTES = 10_000;

    private final InstantScorer scorer = new InstantScorer();

    @TempDir
    private Path folder;

    @Test
    void shouldGiveNoRateWhenAnImageWasNotScored() throws Exception {
        try (LocalCluster servers = LocalCluster.start();
                BenchStream stream = new BenchStream(servers, "refusing", folder, Map.of())) {
            stream.fill(IMAGES, BYTES, 1);

            assertThatThrownBy(() -> stream.rate(new RefusingTower(scorer), scorer, Map.of()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("dead-letters: expected every image to be scored and no dead letter, found");
        }
    }

    /** Refuses the first image. */
    private record RefusingTower(ImageTower tower, AtomicBoolean hasRefused) implements ImageTower {
        RefusingTower(ImageTower tower) {
            this(tower, new AtomicBoolean());
        }

        @Override
        public ModelIdentity identity() {
            return tower.identity();
        }

        @Override
        public RgbImage prepare(byte[] image) throws ImageRefusedException {
            if (hasRefused.compareAndSet(false, true)) {
                throw new ImageRefusedException(ImageFault.IMAGE_UNDECODABLE, "it is the first");
            }
            return tower.prepare(image);
        }

        @Override
        public List<float[]> run(List<RgbImage> prepared) {
            return tower.run(prepared);
        }
    }
}

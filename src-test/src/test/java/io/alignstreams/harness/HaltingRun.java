package io.alignstreams.harness;

import io.alignstreams.align.image.ImageRefusedException;
import io.alignstreams.align.image.RgbImage;
import io.alignstreams.application.ScoringApplication;
import io.alignstreams.config.AlignStreamsConfig;
import io.alignstreams.embedding.AlignTowers;
import io.alignstreams.embedding.ImageTower;
import io.alignstreams.topology.ModelIdentity;
import java.nio.file.Path;
import java.util.List;

/** Runs an instance as the command does, with a tower that passes {@link HaltPoint#IN_INFERENCE}. */
public final class HaltingRun {
    private HaltingRun() {}

    public static void main(String[] arguments) throws Exception {
        AlignStreamsConfig config = AlignStreamsConfig.load(Path.of(arguments[0]));
        try (AlignTowers towers = AlignTowers.load(config);
                ScoringApplication application = new ScoringApplication(config, new HaltingTower(towers), towers)) {
            application.running().thenRun(() -> System.err.println("running: with halt points"));
            application.start();
            application.stopped().get();
        }
    }

    private record HaltingTower(ImageTower tower) implements ImageTower {
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
            if (HaltPoint.IN_INFERENCE.isDue()) {
                new Thread(HaltPoint.IN_INFERENCE::halt).start();
            }
            return tower.run(prepared);
        }
    }
}

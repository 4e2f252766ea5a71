package io.alignstreams.bench;

import io.alignstreams.config.AlignStreamsConfig;
import io.alignstreams.schemas.Lineage;
import io.alignstreams.topology.Embedding;
import io.alignstreams.topology.ModelIdentity;
import io.alignstreams.topology.OfflineScorer;
import io.alignstreams.topology.TextEmbedder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;

/** What it takes to classify an embedded image as the stream does, up to the bytes of its event, against the image tower. */
final class LabelsBench implements Benchmark {
    private static final String NAME = "labels";
    private static final Duration LONG_ENOUGH = Duration.ofMillis(300);
    private static final double MOST_OF_THE_TOWER = 0.01;

    /** Texts as random unit vectors, as a comparison costs the same whatever they mean. */
    private record RandomTexts(ModelIdentity identity, Random random) implements TextEmbedder {
        @Override
        public List<Embedding> embed(List<String> texts) {
            return texts.stream().map(text -> next()).toList();
        }

        private Embedding next() {
            float[] vector = new float[identity.dimension()];
            for (int i = 0; i < vector.length; i++) {
                vector[i] = (float) random.nextGaussian();
            }
            return Embedding.normalize(vector);
        }
    }

    @Override
    public List<Row> measure(BenchSetup setup) throws Exception {
        List<Row> rows = new ArrayList<>();
        try (TowerTime tower = new TowerTime(setup);
                Serde<SpecificRecord> serde =
                        new AlignStreamsConfig(Map.of("schema.registry.url", "mock://bench-labels")).openValueSerde()) {
            ModelIdentity model = tower.towers().identity();
            RandomTexts texts = new RandomTexts(model, new Random(setup.seed()));
            Lineage lineage = new Lineage(
                    "image-events",
                    0,
                    0L,
                    "",
                    model.modelId(),
                    model.modelDigest(),
                    model.embedderDigest(),
                    "",
                    Map.of());
            Embedding image = texts.next();
            for (int labels : List.of(10, 100, 1_000)) {
                setup.say("%s: %,d labels, against a hundredth of the tower", NAME, labels);
                OfflineScorer scorer = new OfflineScorer(BenchLabels.of(labels, "thing"), texts);
                Comparison.Measurement ours = () -> Timing.median(LONG_ENOUGH, () -> serde.serializer()
                        .serialize("image-classifications", scorer.event("bench", image, lineage)));
                ours.measure();
                rows.add(Comparison.of(setup.rounds(), ours, () -> MOST_OF_THE_TOWER * tower.milliseconds())
                        .times(NAME, labels + " labels, to 1 % of the tower", "ms", 1));
            }
        }
        return rows;
    }
}

package io.alignstreams.bench;

import io.alignstreams.align.image.DecodingLimits;
import io.alignstreams.align.image.ExifOrientation;
import io.alignstreams.application.ScoringApplication;
import io.alignstreams.embedding.AlignTowers;
import io.alignstreams.local.LocalCluster;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;

/** What it brings that equal images are embedded once: a feed in which half of the images came before, against one without. */
final class DuplicatesBench implements Benchmark {
    private static final String NAME = "duplicates";
    private static final int IMAGES = 160;
    private static final int FEWEST_IMAGES = 40;

    @Override
    public List<Row> measure(BenchSetup setup) throws Exception {
        int images = setup.images(IMAGES, FEWEST_IMAGES);
        List<byte[]> pictures = new BenchPictures(setup.seed()).jpegs(images);
        try (LocalCluster servers = setup.startServers();
                AlignTowers towers = AlignTowers.load(setup.model(), ExifOrientation.APPLY, DecodingLimits.DEFAULT);
                BenchStream repeating = new BenchStream(servers, NAME, setup.folder(), Map.of());
                BenchStream other = new BenchStream(servers, NAME + "-none", setup.folder(), Map.of())) {
            repeating.fill(new RepeatingFeed<>(pictures, setup.seed()).take(images).stream());
            other.fill(pictures.stream());
            setup.say("%s: %d images, half of which came before, against as many that did not", NAME, images);
            return List.of(Comparison.of(setup.rounds(), () -> rate(repeating, towers), () -> rate(other, towers))
                    .rates(NAME, "half of the images came before", "images/s", 1.9));
        }
    }

    /** By images that the stream asked for, as not all go through the tower. */
    private static double rate(BenchStream stream, AlignTowers towers) throws Exception {
        String applicationId = stream.nextApplication();
        MeterRegistry meters = new SimpleMeterRegistry();
        try (ScoringApplication application =
                stream.start(stream.config(applicationId, Map.of()), towers, towers, meters)) {
            return stream.rate(applicationId, () -> asked(meters), application.stopped());
        }
    }

    private static long asked(MeterRegistry meters) {
        return (long) meters.find("align.images.asked").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }
}

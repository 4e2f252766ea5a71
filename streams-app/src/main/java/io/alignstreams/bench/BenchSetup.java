package io.alignstreams.bench;

import io.alignstreams.local.LocalCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a benchmark is run with.
 *
 * @param model directory of the full-size model
 * @param referenceGraph the image tower of the same checkpoint as PyTorch exports it; null if there is none
 * @param folder for temporary files and the broker's data
 * @param rounds of each case
 * @param share of the usual number of images, above 0; less takes less time and is less certain
 * @param seed of pictures and arrivals
 * @param progress told in words what is being done
 */
public record BenchSetup(
        Path model,
        @Nullable Path referenceGraph,
        Path folder,
        int rounds,
        double share,
        long seed,
        Consumer<String> progress) {

    /** What was deleted from topics is deleted from the disk within seconds, in parts of so many bytes. */
    private static final Map<String, String> SPACE_IS_FREED_SOON = Map.of(
            "log.segment.bytes", String.valueOf(64 << 20),
            "log.retention.check.interval.ms", "1000",
            "log.segment.delete.delay.ms", "1000");

    /** Starts a broker and a registry, whose data lie in the folder. The caller closes them. */
    LocalCluster startServers() throws IOException {
        return LocalCluster.start(folder, SPACE_IS_FREED_SOON);
    }

    /** How many images to take where {@code usual} are usual. */
    int images(int usual) {
        return images(usual, 1);
    }

    /** How many images to take where {@code usual} are usual, and with fewer than {@code fewest} nothing is measured. */
    int images(int usual, int fewest) {
        return Math.max(fewest, (int) (usual * share));
    }

    void say(String format, Object... values) {
        progress.accept(String.format(Locale.ROOT, format, values));
    }
}

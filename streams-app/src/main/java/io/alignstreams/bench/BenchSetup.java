package io.alignstreams.bench;

import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a benchmark is run with.
 *
 * @param model directory of the full-size model
 * @param referenceGraph the image tower of the same checkpoint as PyTorch exports it; null if there is none
 * @param folder for temporary files
 * @param rounds of each case
 * @param share of the usual number of images, from 0 to 1; less takes less time and is less certain
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

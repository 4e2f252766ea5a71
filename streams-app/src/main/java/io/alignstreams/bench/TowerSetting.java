package io.alignstreams.bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/**
 * How an image tower is run.
 *
 * @param runsAtOnce each on as many threads
 * @param threads of a run
 * @param batch images of a run
 */
record TowerSetting(int runsAtOnce, int threads, int batch) {
    private static final List<Integer> BATCHES = List.of(1, 4, 8);

    /** Numbers of threads that a run may have. */
    static Collection<Integer> threads(int cores) {
        return new TreeSet<>(List.of(1, cores));
    }

    /** All settings with so many threads in a run that do not ask for more cores than there are. */
    static List<TowerSetting> all(int threads, int cores) {
        List<TowerSetting> settings = new ArrayList<>();
        for (int runsAtOnce : new TreeSet<>(List.of(1, cores / threads))) {
            for (int batch : BATCHES) {
                settings.add(new TowerSetting(runsAtOnce, threads, batch));
            }
        }
        return settings;
    }

    /** Images a second, where so many, or some more, go through the tower. */
    double rate(RawTower tower, int images) throws Exception {
        return tower.rate(runsAtOnce, batch, Math.max(1, images / (runsAtOnce * batch)));
    }

    /** How many cores it keeps busy. */
    int cores() {
        return runsAtOnce * threads;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "%s x %s, batch %d", counted(runsAtOnce, "run"), counted(threads, "thread"), batch);
    }

    private static String counted(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}

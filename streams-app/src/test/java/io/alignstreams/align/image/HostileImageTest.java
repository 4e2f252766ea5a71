package io.alignstreams.align.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every file ends decoded or refused, within two seconds of the processor's time and without harm to others. */
@Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileImageTest {
    private static final Path IMAGES = Path.of("src/test/resources/images");
    private static final Duration MOST = Duration.ofSeconds(2);

    /** One minute unless {@code align.fuzz.mutations} says how many. */
    private static final long MUTATIONS = Long.getLong("align.fuzz.mutations", Long.MAX_VALUE);

    private static final Duration FUZZ_TIME = MUTATIONS == Long.MAX_VALUE ? Duration.ofMinutes(1) : Duration.ofDays(1);

    private final ImageDecoder decoder = new ImageDecoder(ExifOrientation.APPLY, DecodingLimits.DEFAULT);
    private final Map<String, Integer> ends = new TreeMap<>();
    private long longest;

    @Test
    void shouldRefuseBombs() {
        HostileImages.bombs().forEach((name, bomb) -> {
            long before = allocated();
            assertThat(end(name, bomb)).as(name).isNotEqualTo("decoded");
            assertThat(allocated() - before).as(name + ": bytes of heap").isLessThan(32 << 20);
        });
        report("bombs");
    }

    @Test
    void shouldEndWhatIsMuchWork() {
        HostileImages.labours().forEach(this::end);
        report("labours");
    }

    @Test
    void shouldEndWhateverIsCutOrFlipped() throws IOException {
        for (Path file : smallest()) {
            byte[] whole = Files.readAllBytes(file);
            for (int length = 0; length < whole.length; length++) {
                end(file + " cut to " + length, Arrays.copyOf(whole, length));
            }
            for (int bit = 0; bit < 8 * whole.length; bit++) {
                byte[] flipped = whole.clone();
                flipped[bit / 8] ^= (byte) (1 << bit % 8);
                end(file + " with bit " + bit + " flipped", flipped);
            }
        }
        report("cut and flipped");
    }

    @Test
    void shouldEndWhateverIsMutated() throws IOException {
        long seed = Long.getLong("align.seed", System.nanoTime());
        System.out.println("mutated: seed " + seed);
        Random dice = new Random(seed);
        List<byte[]> seeds = new ArrayList<>();
        for (Path file : files()) {
            seeds.add(Files.readAllBytes(file));
        }
        long stop = System.nanoTime() + FUZZ_TIME.toNanos();
        for (long mutation = 0; mutation < MUTATIONS && System.nanoTime() < stop; mutation++) {
            end("mutation " + mutation + " of seed " + seed, Mutations.of(seeds, dice));
        }
        report("mutated");
    }

    private String end(String name, byte[] image) {
        long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        String end;
        try {
            decoder.decode(image);
            end = "decoded";
        } catch (ImageRefusedException e) {
            assertThat(e.getCause() instanceof OutOfMemoryError).as(name).isFalse();
            end = e.fault().name();
        }
        long took = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
        assertThat(took).as(name + ": ns of the processor").isLessThan(MOST.toNanos());
        longest = Math.max(longest, took);
        ends.merge(end, 1, Integer::sum);
        return end;
    }

    private void report(String what) {
        System.out.println(what + ": " + ends + ", " + longest / 1_000_000 + " ms at most");
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    private static List<Path> files() throws IOException {
        try (var files = Files.list(IMAGES)) {
            return files.filter(file -> file.toString().matches(".*\\.(jpg|png|gif|bmp|webp)"))
                    .sorted()
                    .toList();
        }
    }

    /** Of each format, the smallest. */
    private static List<Path> smallest() throws IOException {
        Map<String, Path> smallest = new TreeMap<>();
        for (Path file : files()) {
            String kind = file.toString().replaceAll(".*\\.", "");
            Path other = smallest.get(kind);
            if (other == null || Files.size(file) < Files.size(other)) {
                smallest.put(kind, file);
            }
        }
        return List.copyOf(smallest.values());
    }
}

package io.alignstreams.align.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
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
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every file ends decoded or refused, within two seconds of the processor's time and without harm to others. */
@Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileImageTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final Path IMAGES = Path.of("src/test/resources/images");
    private static final Duration MOST = Duration.ofSeconds(2);
    private static final int RESIZED = 64;
    private static final int THREADS_AT_ONCE = 4;

    /** One minute unless {@code align.fuzz.mutations} says how many. */
    private static final long MUTATIONS = Long.getLong("align.fuzz.mutations", Long.MAX_VALUE);

    private static final Duration FUZZ_TIME = MUTATIONS == Long.MAX_VALUE ? Duration.ofMinutes(1) : Duration.ofDays(1);

    private final ImageDecoder decoder = new ImageDecoder(ExifOrientation.APPLY, DecodingLimits.DEFAULT);
    private final Map<String, Integer> ends = new TreeMap<>();
    private long longest;
    private String slowest = "";

    @Test
    void shouldRefuseBombsBeforeTakingMemory() {
        HostileImages.bombs().forEach((name, bomb) -> {
            long before = allocated();
            assertThat(end(name, bomb)).as(name).isEqualTo("IMAGE_TOO_LARGE");
            assertThat(allocated() - before).as(name + ": bytes of heap").isLessThan(32 << 20);
        });
        report("bombs");
    }

    @Test
    void shouldRefuseLies() {
        HostileImages.lies()
                .forEach((name, lie) -> assertThat(end(name, lie)).as(name).isEqualTo("IMAGE_UNDECODABLE"));
        report("lies");
    }

    @Test
    void shouldEndWhatIsMuchWork() {
        AtomicInteger decoded = new AtomicInteger();
        HostileImages.labours().forEach((name, labour) -> {
            longest = 0;
            decoded.addAndGet(end(name, labour.get()).equals("decoded") ? 1 : 0);
            report(name);
            ends.clear();
        });
        assertThat(decoded).hasValueGreaterThan(HostileImages.labours().size() / 2);
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
        assertThat(ends).containsKeys("decoded", "IMAGE_UNDECODABLE", "IMAGE_TOO_LARGE");
    }

    /** Decoders hold up collections of garbage while they are in native code. */
    @Test
    void shouldDecodeOnManyThreadsAtOnce() throws InterruptedException, ExecutionException {
        List<byte[]> images = List.of(
                HostileWebp.lossless(3_000), HostilePng.grey(3_000, 3_000, 8, 0, 20_000), HostileWebp.lossless(4_500));
        ExecutorService threads = Executors.newFixedThreadPool(THREADS_AT_ONCE);
        try {
            List<Callable<Integer>> tasks = new ArrayList<>();
            for (int thread = 0; thread < THREADS_AT_ONCE; thread++) {
                tasks.add(() -> {
                    int decoded = 0;
                    for (int round = 0; round < 10; round++) {
                        for (byte[] image : images) {
                            decoded += decoder.decode(image, this::resized).width() / RESIZED;
                        }
                    }
                    return decoded;
                });
            }
            for (var result : threads.invokeAll(tasks)) {
                assertThat(result.get()).isEqualTo(10 * images.size());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private RgbImage resized(RgbImage image) {
        return BilinearResize.resize(image, RESIZED, RESIZED);
    }

    private String end(String name, byte[] image) {
        long before = THREADS.getCurrentThreadCpuTime();
        String end;
        try {
            decoder.decode(image, this::resized);
            end = "decoded";
        } catch (ImageRefusedException e) {
            assertThat(e).as(name).satisfies(HostileImageTest::hasNotRunOutOfMemory);
            end = e.fault().name();
        }
        long took = THREADS.getCurrentThreadCpuTime() - before;
        assertThat(took).as(name + ": ns of the processor").isLessThan(MOST.toNanos());
        if (took > longest) {
            longest = took;
            slowest = name;
        }
        ends.merge(end, 1, Integer::sum);
        return end;
    }

    /** One without a message is what libwebp's binding makes of libwebp's own word for a picture it will not take. */
    private static void hasNotRunOutOfMemory(Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            assertThat(cause instanceof OutOfMemoryError && cause.getMessage() != null)
                    .isFalse();
        }
    }

    private void report(String what) {
        System.out.println(what + ": " + ends + ", " + longest / 1_000_000 + " ms at most (" + slowest + ")");
    }

    private static long allocated() {
        return THREADS.getCurrentThreadAllocatedBytes();
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

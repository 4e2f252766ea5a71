package io.alignstreams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import io.alignstreams.harness.Account;
import io.alignstreams.harness.Brokers;
import io.alignstreams.harness.Feed;
import io.alignstreams.harness.Instance;
import io.alignstreams.harness.Ledger;
import io.alignstreams.harness.LocalServers;
import io.alignstreams.harness.Outcomes;
import io.alignstreams.harness.Scale;
import io.alignstreams.harness.Slope;
import io.alignstreams.harness.Stream;
import io.alignstreams.local.LocalRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Scenario 17: two instances at 70 % of what they can do, of which one is killed, or of whose three brokers one bounces,
 * every two minutes, for as many minutes as {@code align.soak.minutes} says after ten of warm-up, in which the compiler,
 * buffers and what the C library keeps of them come to their size.
 *
 * <p>Memory is that of the instance that is never killed: what is alive on its heap, and all that is resident but the heap,
 * which is resident as a whole from the start. It is looked at between faults, when both instances share the partitions.
 */
@Tag("soak")
@ExtendWith(LocalServers.class)
class SoakTest {
    private static final int MINUTES = Integer.getInteger("align.soak.minutes", 10);
    private static final boolean IS_WHOLE = MINUTES >= 10;

    /** Shorter where it is only tried whether it works. */
    private static final Duration WARM_UP = IS_WHOLE ? Duration.ofMinutes(10) : Duration.ofMinutes(MINUTES);

    private static final Duration TOTAL = WARM_UP.plusMinutes(MINUTES);

    /** Five faults at least, however short it is. */
    private static final Duration BETWEEN_FAULTS = IS_WHOLE ? Duration.ofMinutes(2) : TOTAL.dividedBy(5);

    /** A look costs half a second of one core. */
    private static final Duration BETWEEN_LOOKS = TOTAL.dividedBy(120);

    private static final int LEAST_LOOKS = 5;
    private static final int BURST = 3_000;
    private static final int WARMING_PER_SECOND = 20;
    private static final double LOAD = 0.7;
    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
    private static final double MOST_GROWTH = 0.01;
    private static final long HEAP_BYTES = 256L << 20;

    /**
     * The JVM keeps a buffer outside of the heap for each thread that reads from sockets, as large as its largest read: a
     * fetch of all partitions after a long fault. This much every thread has fetched at once while it warms up.
     */
    private static final int MOST_FETCHED_BYTES = 1 << 20;

    /** A heap that is resident as a whole says nothing of itself by growing. */
    private static final List<String> FIXED_HEAP = List.of("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch");

    private final Random dice = Scale.dice("soak");
    private final Slope heap = new Slope();
    private final Slope besideHeap = new Slope();
    private final Slope memory = new Slope();
    private long start;
    private int kills;
    private int bounces;

    @Test
    void shouldLoseNothingAndNotGrow() throws Exception {
        Ledger ledger = new Ledger();
        try (Brokers brokers = Brokers.start();
                LocalRegistry registry = LocalRegistry.start()) {
            Map<String, String> settings = Faults.settings(registry.url());
            settings.put("bootstrap.servers", brokers.bootstrapServers());
            settings.put("consumer.fetch.max.bytes", String.valueOf(MOST_FETCHED_BYTES));
            try (Stream stream = new Stream("soak", settings)) {
                soak(brokers, stream, ledger);
                Account account = ledger.settle(Outcomes.read(stream));
                System.out.println("soak: " + TOTAL.toMinutes() + " minutes, " + kills + " kills, " + bounces
                        + " bounces, " + account);
                assertThat(account.faults()).isEmpty();
            }
        }
        System.out.printf(
                "soak: memory of the instance that was never killed: %d times looked at after %d s of warm-up,"
                        + " growing in 10 minutes by %.2f %%: %s = %s alive on the heap and %s beside it%n",
                memory.count(),
                WARM_UP.toSeconds(),
                100 * memory.relative(TEN_MINUTES),
                describe(memory),
                describe(heap),
                describe(besideHeap));
        if (IS_WHOLE) {
            assertThat(memory.relative(TEN_MINUTES)).isLessThan(MOST_GROWTH);
        }
    }

    private static String describe(Slope bytes) {
        return String.format(
                Locale.ROOT, "%.1f MB (%+.2f MB)", bytes.mean() / (1 << 20), bytes.growth(TEN_MINUTES) / (1 << 20));
    }

    private void soak(Brokers brokers, Stream stream, Ledger ledger) throws Exception {
        Instance[] killed = new Instance[1];
        try (Feed feed = Feed.start(stream, ledger, WARMING_PER_SECOND, dice);
                Instance survivor = Instance.start(stream, FIXED_HEAP, Map.of())) {
            try {
                killed[0] = Instance.start(stream, Map.of());
                survivor.awaitRunning();
                killed[0].awaitRunning();
                peak(stream, feed);
                double peak = peak(stream, feed);
                int perSecond = (int) Math.max(1, LOAD * peak);
                System.out.printf("soak: peak %.0f images/s, fed with %d images/s%n", peak, perSecond);
                feed.pace(perSecond);
                start = System.nanoTime();
                for (int fault = 1; BETWEEN_FAULTS.multipliedBy(fault).compareTo(TOTAL) <= 0; fault++) {
                    watch(survivor, BETWEEN_FAULTS.multipliedBy(fault));
                    if (fault % 2 == 1) {
                        killed[0] = kill(stream, killed[0]);
                    } else {
                        bounce(brokers, stream);
                    }
                    assertThat(survivor.isAlive()).as(survivor.err()).isTrue();
                }
                feed.finish(0);
                stream.awaitSettled();
            } finally {
                if (killed[0] != null) {
                    killed[0].close();
                }
            }
        }
        assertThat(kills).isPositive();
        assertThat(bounces).isPositive();
    }

    /** Gives the rate at which a burst of images is scored, in images a second. */
    private static double peak(Stream stream, Feed feed) throws Exception {
        long begin = System.nanoTime();
        feed.burst(BURST);
        Faults.awaitCommitted(stream, "all that was there is committed");
        return BURST / ((System.nanoTime() - begin) / 1e9);
    }

    /** Looks at memory until it is time for the next fault, however late that is after the one before. */
    private void watch(Instance survivor, Duration until) throws Exception {
        for (int looks = 0; looks < LEAST_LOOKS || elapsed().compareTo(until) < 0; looks++) {
            TimeUnit.NANOSECONDS.sleep(BETWEEN_LOOKS.toNanos());
            double beside = survivor.memory("VmRSS") - HEAP_BYTES;
            double alive = survivor.liveHeap();
            if (elapsed().compareTo(WARM_UP) > 0) {
                heap.add(elapsed(), alive);
                besideHeap.add(elapsed(), beside);
                memory.add(elapsed(), alive + beside);
            }
        }
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private Instance kill(Stream stream, Instance victim) throws Exception {
        victim.kill();
        Faults.awaitCommitted(stream, "all that was there is committed");
        victim.close();
        Instance next = Instance.start(stream, victim.state(), Map.of()).awaitRunning();
        kills++;
        return next;
    }

    private void bounce(Brokers brokers, Stream stream) throws Exception {
        int broker = dice.nextInt(Brokers.COUNT);
        if (bounces % 2 == 0) {
            brokers.kill(broker);
        } else {
            brokers.stop(broker);
        }
        Faults.awaitCommitted(stream, "all that was there is committed");
        brokers.start(broker);
        brokers.awaitAll();
        bounces++;
    }
}

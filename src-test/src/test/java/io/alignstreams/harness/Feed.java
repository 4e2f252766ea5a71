package io.alignstreams.harness;

import io.alignstreams.schemas.ImageEvent;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** Sends images at a steady rate until it is closed, and promises what has to become of each. */
public final class Feed implements AutoCloseable {
    private static final String LABEL_SET = "things";
    private static final int PICTURES = 32;

    private final Stream stream;
    private final Ledger ledger;
    private final long nanosBetween;
    private final List<byte[]> pictures;
    private final Thread thread = new Thread(this::run, "feed");
    private volatile boolean closed;

    private Feed(Stream stream, Ledger ledger, int perSecond, Random dice) {
        this.stream = stream;
        this.ledger = ledger;
        this.nanosBetween = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.pictures =
                IntStream.range(0, PICTURES).mapToObj(i -> Pictures.jpeg(dice)).toList();
    }

    /** Publishes the label set and begins to send. */
    public static Feed start(Stream stream, Ledger ledger, int perSecond, Random dice) throws Exception {
        stream.send(
                stream.config.topics().labelSets(),
                LABEL_SET,
                LabelSets.of("a cat", "a dog"),
                System.currentTimeMillis() - 1_000);
        stream.flush();
        Feed feed = new Feed(stream, ledger, perSecond, dice);
        feed.thread.start();
        return feed;
    }

    private void run() {
        String topic = stream.config.topics().imageEvents();
        long next = System.nanoTime();
        for (int number = 0; !closed; number++) {
            String id = "image-" + number;
            byte[] event = stream.bytes(topic, image(pictures.get(number % PICTURES)));
            ledger.promise(id, stream.offer(topic, id, event, System.currentTimeMillis()), outcomes());
            next += nanosBetween;
            LockSupport.parkNanos(next - System.nanoTime());
        }
    }

    /** An image such as it sends. */
    public static ImageEvent image(byte[] picture) {
        return new ImageEvent(ByteBuffer.wrap(picture), List.of(LABEL_SET), "", Map.of());
    }

    /** What has to become of each. */
    public static String[] outcomes() {
        return new String[] {Outcomes.embedded(), Outcomes.classified(LABEL_SET, 0)};
    }

    /** Goes on until so many events were sent, and ends. */
    public void finish(int events) {
        Awaitility.await("the feed has sent " + events + " events")
                .atMost(1, TimeUnit.HOURS)
                .until(() -> ledger.size() >= events || !thread.isAlive());
        if (!thread.isAlive()) {
            throw new AssertionError("expected a feed that goes on, found that it ended after " + ledger.size());
        }
        close();
    }

    @Override
    public void close() {
        closed = true;
        Awaitility.await("the feed ends").until(() -> !thread.isAlive());
    }
}

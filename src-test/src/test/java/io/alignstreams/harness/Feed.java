package io.alignstreams.harness;

import io.alignstreams.schemas.ImageEvent;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** Sends images at a steady rate until it is closed, and promises what has to become of each. */
public final class Feed implements AutoCloseable {
    private static final String LABEL_SET = "things";
    /** How many pictures there are, which come again and again, each with another comment. */
    public static final int PICTURES = 32;

    private static final int COMMENT_BYTES = 16;

    private final Stream stream;
    private final Ledger ledger;
    private final long version;
    private volatile long nanosBetween;
    private final List<byte[]> pictures;
    private final Thread thread = new Thread(this::run, "feed");
    private final AtomicInteger atOnce = new AtomicInteger();
    private volatile boolean repeats;
    private volatile boolean closed;

    private Feed(Stream stream, Ledger ledger, long version, int perSecond, Random dice) {
        this.stream = stream;
        this.ledger = ledger;
        this.version = version;
        pace(perSecond);
        this.pictures =
                IntStream.range(0, PICTURES).mapToObj(i -> Pictures.jpeg(dice)).toList();
    }

    /** Publishes the label set and begins to send. */
    public static Feed start(Stream stream, Ledger ledger, int perSecond, Random dice) throws Exception {
        long version = publishLabelSet(stream);
        Feed feed = new Feed(stream, ledger, version, perSecond, dice);
        feed.thread.start();
        return feed;
    }

    /** Publishes the label set that its images name, and nothing else; gives its version. */
    public static long publishLabelSet(Stream stream) throws Exception {
        String topic = stream.config.topics().labelSets();
        byte[] labelSet = stream.bytes(topic, LabelSets.of("a cat", "a dog"));
        return stream.offer(topic, LABEL_SET, labelSet, System.currentTimeMillis() - 1_000)
                .get()
                .offset();
    }

    private void run() {
        String topic = stream.config.topics().imageEvents();
        long next = System.nanoTime();
        for (int number = 0; !closed; number++) {
            String id = "image-" + number;
            byte[] event = stream.bytes(topic, image(picture(number)));
            ledger.promise(id, stream.offer(topic, id, event, System.currentTimeMillis()), outcomes(version));
            if (atOnce.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                next = System.nanoTime();
            } else {
                next += nanosBetween;
                LockSupport.parkNanos(next - System.nanoTime());
            }
        }
    }

    /** From now on has two images of three share a picture, to the last byte. Otherwise no two do. */
    public void repeatPictures() {
        repeats = true;
    }

    private byte[] picture(int ofImage) {
        int number = repeats && ofImage % 3 == 2 ? ofImage - 1 : ofImage;
        byte[] drawn = pictures.get(number % PICTURES);
        return Pictures.padded(drawn, drawn.length + COMMENT_BYTES, new Random(number));
    }

    /** An image such as it sends. */
    public static ImageEvent image(byte[] picture) {
        return new ImageEvent(ByteBuffer.wrap(picture), List.of(LABEL_SET), "", Map.of(), "");
    }

    /** What has to become of each where the label set is the first one. */
    public static String[] outcomes() {
        return outcomes(0);
    }

    private static String[] outcomes(long version) {
        return new String[] {Outcomes.embedded(), Outcomes.classified(LABEL_SET, version)};
    }

    /** Goes on at another rate. */
    public void pace(int perSecond) {
        nanosBetween = TimeUnit.SECONDS.toNanos(1) / perSecond;
    }

    /** Sends so many events as fast as it can, and returns when it has. */
    public void burst(int events) {
        atOnce.set(events);
        Awaitility.await("the feed has sent a burst of " + events)
                .atMost(Stream.SOON)
                .until(() -> atOnce.get() == 0 || !thread.isAlive());
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

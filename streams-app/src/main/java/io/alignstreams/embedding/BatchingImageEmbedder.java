package io.alignstreams.embedding;

import io.alignstreams.align.image.ImageRefusedException;
import io.alignstreams.config.AlignKeys;
import io.alignstreams.config.AlignStreamsConfig;
import io.alignstreams.schemas.ImageEvent;
import io.alignstreams.topology.Code;
import io.alignstreams.topology.Digests;
import io.alignstreams.topology.EmbeddedImage;
import io.alignstreams.topology.ImageEmbedder;
import io.alignstreams.topology.ModelIdentity;
import io.alignstreams.topology.Picture;
import io.alignstreams.topology.ReadAhead;
import io.alignstreams.topology.Refusal;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Embeds images in batches across all partitions and stream threads of an instance, ahead of the stream.
 *
 * <p>Polled records are fetched by some threads if they have an address, decoded by others, and run through the tower by
 * others again. A tower thread that is free takes what is ready, so batches grow with the load and a lone image waits for
 * nobody. Nothing depends on having seen a record before: what a stream thread asks for and nobody has begun is put before
 * all that is only expected. Of images that are equal, one is embedded ({@link EmbeddingCache}).
 */
public final class BatchingImageEmbedder implements ImageEmbedder, PollAhead, AutoCloseable {
    private static final long LONGEST_CLOSE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int BATCHES_READY = 2;

    /** Of a record's bytes: its value, and the image that was read of it. */
    private static final int COPIES = 2;

    private final ImageTower tower;
    private final Deserializer<ImageEvent> values;
    private final EmbedderMeters meters;
    private final BatchCost cost;
    private final Lookahead lookahead;
    private final BlockingQueue<Job> polled = new LinkedBlockingQueue<>();
    private final JobQueue arrived = new JobQueue();
    private final JobQueue ready = new JobQueue();
    private final int readyMax;
    private final FetchStage fetches;
    private final EmbeddingCache cache;
    private final TowerRuns runs;
    private final ImageWait wait;
    private final List<Thread> workers = new ArrayList<>();

    /**
     * Starts the workers.
     *
     * @param values reads image events, of which any number of threads may make use
     */
    public BatchingImageEmbedder(
            AlignStreamsConfig config, ImageTower tower, Deserializer<ImageEvent> values, MeterRegistry meters) {
        this.tower = new MeteredImageTower(tower, meters);
        this.values = values;
        this.meters = new EmbedderMeters(meters);
        int batchMax = config.getInt(AlignKeys.BATCH_MAX);
        this.cost = new BatchCost(config.duration(AlignKeys.BATCH_LATENCY_MS).toNanos(), batchMax);
        this.lookahead = new Lookahead(config.getLong(AlignKeys.LOOKAHEAD_BYTES) / COPIES);
        this.readyMax = BATCHES_READY * batchMax * config.inferenceConcurrency();
        this.fetches = new FetchStage(config, arrived::add, this.meters);
        this.cache = new EmbeddingCache(config.getLong(AlignKeys.EMBEDDING_CACHE_BYTES), arrived::add, meters);
        this.runs = new TowerRuns(this.tower);
        this.wait = new ImageWait(config.getLong(AlignKeys.EMBED_DEADLINE_MS), this.meters);
        measureQueues();
        start("align-read-", 1, this::readNext);
        start("align-decode-", config.decodeThreads(), this::decodeNext);
        start("align-tower-", config.inferenceConcurrency(), this::runNext);
    }

    private void measureQueues() {
        meters.queue("read", polled::size);
        meters.queue("fetch", fetches::waiting);
        meters.queue("decode", arrived::size);
        meters.queue("tower", ready::size);
        meters.lookahead(() -> COPIES * lookahead.bytes());
    }

    @FunctionalInterface
    private interface Step {
        void run() throws InterruptedException;
    }

    private void start(String name, int threads, Step step) {
        for (int i = 1; i <= threads; i++) {
            Thread worker = new Thread(() -> repeat(step), name + i);
            worker.setDaemon(true);
            workers.add(worker);
            worker.start();
        }
    }

    private static void repeat(Step step) {
        try {
            while (true) {
                step.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public ModelIdentity identity() {
        return tower.identity();
    }

    @Override
    public void expect(ConsumerRecord<byte[], byte[]> record) {
        byte[] value = record.value();
        if (value != null) {
            TopicPartition partition = new TopicPartition(record.topic(), record.partition());
            Job job = new Job(partition, value);
            if (lookahead.offer(partition, record.offset(), job)) {
                job.readInto(ReadAhead.on(record.headers()));
                polled.add(job);
            }
        }
    }

    /** A record whose image cannot be read is left to the stream, which finds out why. */
    private void readNext() throws InterruptedException {
        Job job = polled.take();
        Job.Unread unread = job.unread();
        if (unread != null) {
            try {
                ImageEvent event = values.deserialize(unread.topic(), unread.value());
                job.readAhead(event);
                give(job, Picture.of(event));
            } catch (RuntimeException | Error e) {
                job.result().cancel(false);
            }
        }
    }

    private void give(Job job, Picture picture) {
        if (picture instanceof Picture.Bytes bytes) {
            job.read(bytes.encoded());
            arrived.add(job);
        } else if (picture instanceof Picture.Address address) {
            fetches.add(job, address.uri());
        }
    }

    @Override
    public EmbeddedImage embed(String topic, int partition, long offset, Picture picture) {
        Job expected = lookahead.claim(new TopicPartition(topic, partition), offset);
        String where = "topic " + topic + ", partition " + partition + ", offset " + offset;
        if (expected != null && expected.isRead()) {
            meters.asked(expected.result().isDone() ? "done" : "begun");
            demand(expected);
            return wait.await(expected, where);
        }
        if (expected != null) {
            expected.result().cancel(false);
        }
        meters.asked("unseen");
        Job job = new Job();
        give(job, picture);
        return wait.await(job, where);
    }

    /** Puts a job before those that nobody waits for, and also the one that it follows. */
    private void demand(Job job) {
        job.demand();
        fetches.promote(job);
        arrived.promote(job);
        ready.promote(job);
        Job followed = job.followed();
        if (followed != null) {
            demand(followed);
        }
    }

    @Override
    public void skip(String topic, int partition, long offset) {
        Job job = lookahead.claim(new TopicPartition(topic, partition), offset);
        if (job != null) {
            job.result().cancel(false);
        }
    }

    @Override
    public void forget(String topic, int partition) {
        lookahead.forget(new TopicPartition(topic, partition));
    }

    private void decodeNext() throws InterruptedException {
        Job job = arrived.take(1, () -> ready.size() < readyMax).get(0);
        byte[] image = job.image();
        if (image == null || job.result().isDone()) {
            return;
        }
        try {
            if (job.digest().isEmpty()) {
                job.digest(Digests.sha256Hex(image));
            }
            if (cache.isToBeMade(job)) {
                job.prepare(tower.prepare(image));
                ready.add(job);
            } else if (job.isDemanded()) {
                demand(job);
            }
        } catch (ImageRefusedException e) {
            job.result()
                    .complete(new EmbeddedImage.Refused(
                            new Refusal(Code.valueOf(e.fault().name()), String.valueOf(e.getMessage()))));
        } catch (RuntimeException | Error e) {
            job.result().completeExceptionally(e);
        }
    }

    private void runNext() throws InterruptedException {
        List<Job> taken = ready.take(cost.most());
        arrived.roomChanged();
        long start = System.nanoTime();
        int ran = runs.run(taken);
        if (ran > 0) {
            cost.ran(ran, System.nanoTime() - start);
        }
    }

    /** No longer lets anybody wait for images: whoever does from now on ends with a fault, unless the image is there. */
    public void stopWaiting() {
        wait.stop();
    }

    /** Stops the workers; whoever waits for an image then waits until its deadline. A worker that hangs is left behind. */
    @Override
    public void close() {
        fetches.close();
        workers.forEach(Thread::interrupt);
        long deadline = System.nanoTime() + LONGEST_CLOSE_NANOS;
        try {
            for (Thread worker : workers) {
                TimeUnit.NANOSECONDS.timedJoin(worker, Math.max(1, deadline - System.nanoTime()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

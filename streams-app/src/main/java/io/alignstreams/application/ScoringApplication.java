package io.alignstreams.application;

import io.alignstreams.config.AlignKeys;
import io.alignstreams.config.AlignStreamsConfig;
import io.alignstreams.config.StreamsProperties;
import io.alignstreams.embedding.BatchingImageEmbedder;
import io.alignstreams.embedding.CachingTextEmbedder;
import io.alignstreams.embedding.ImageTower;
import io.alignstreams.embedding.MeteredTextEmbedder;
import io.alignstreams.schemas.ImageEvent;
import io.alignstreams.topology.LabelsTopology;
import io.alignstreams.topology.ScoringTopology;
import io.alignstreams.topology.TextEmbedder;
import io.alignstreams.topology.Values;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Deque;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two Kafka Streams applications of one instance. Label sets come first: images flow once every label set that was
 * there at start is embedded. A system fault in either stops both, with offsets unmoved.
 */
public final class ScoringApplication implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ScoringApplication.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(25);

    /** How long a stream thread may wait for images that it holds before it is told not to. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final AlignStreamsConfig config;
    private final ImageTower tower;
    private final TextEmbedder texts;
    private final StreamsProperties properties;
    private final Properties labelsProperties;
    private final Values values;
    private final BatchingImageEmbedder embedder;
    private final MeterRegistry meters;
    private final CompletableFuture<Void> running = new CompletableFuture<>();
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();

    /** The last one first. */
    private final Deque<Part> begun = new ConcurrentLinkedDeque<>();

    private volatile boolean closed;

    /** One of the two, and what measures it. */
    private record Part(String applicationId, KafkaStreams streams, KafkaStreamsMetrics metrics) {}

    /**
     * Makes an instance; nothing is read before {@link #start}.
     *
     * @param tower which with {@code texts} stays the caller's to close
     */
    public ScoringApplication(AlignStreamsConfig config, ImageTower tower, TextEmbedder texts, MeterRegistry meters) {
        this.config = config;
        this.tower = tower;
        this.texts = new CachingTextEmbedder(
                new MeteredTextEmbedder(texts, meters), config.getLong(AlignKeys.TEXT_CACHE_BYTES), meters);
        this.meters = meters;
        this.properties = new StreamsProperties(config);
        this.labelsProperties = properties.labels();
        this.values = new Values(config, Clock.systemUTC());
        this.embedder = new BatchingImageEmbedder(config, tower, values.decoder(ImageEvent.class), meters);
    }

    /** Makes an instance that nobody measures. */
    public ScoringApplication(AlignStreamsConfig config, ImageTower tower, TextEmbedder texts) {
        this(config, tower, texts, new CompositeMeterRegistry());
    }

    /**
     * Checks state directory, topics, registry and model, embeds the label sets there are, then starts to score. Returns
     * without having done so if the application is closed meanwhile.
     *
     * @throws StartException if it cannot
     */
    public void start() throws InterruptedException {
        StateDirectoryCheck.check(config);
        try (Cluster cluster = new Cluster(config)) {
            int partitions = new TopicCheck(config).check(cluster);
            Properties scoringProperties = properties.scoring(partitions);
            scoringProperties.putIfAbsent(
                    StreamsConfig.REPLICATION_FACTOR_CONFIG,
                    cluster.replicas(config.topics().labelSetEmbeddings()));
            PolledImages.show(scoringProperties, config.topics().imageEvents(), embedder);
            new RegistryCheck(values).check(config.topics());
            new ModelCheck(config, tower.identity()).check(cluster, values);
            begin(new LabelsTopology(config, values, texts, meters).get(), labelsProperties, (now, before) -> {});
            new CatchUp(config, cluster, this::isOver).await();
            begin(new ScoringTopology(config, values, embedder, meters).get(), scoringProperties, this::noteRunning);
        } catch (RuntimeException e) {
            if (!closed) {
                throw e;
            }
            LOG.info("closed before it had started: {}", e.toString());
        }
    }

    /** Starts one of the two, unless there is no need any more. */
    private synchronized void begin(Topology topology, Properties settings, KafkaStreams.StateListener listener) {
        if (isOver()) {
            return;
        }
        KafkaStreams streams = new MeasuredStreams(topology, settings);
        int threads = new StreamsConfig(settings).getInt(StreamsConfig.NUM_STREAM_THREADS_CONFIG);
        StreamThreadFaults faults = new StreamThreadFaults(threads, Clock.systemUTC());
        String applicationId = settings.getProperty(StreamsConfig.APPLICATION_ID_CONFIG);
        KafkaStreamsMetrics metrics = new KafkaStreamsMetrics(streams, Tags.of("application", applicationId));
        begun.push(new Part(applicationId, streams, metrics));
        metrics.bindTo(meters);
        streams.setUncaughtExceptionHandler(fault -> respond(faults, fault));
        streams.setStateListener(listener);
        streams.start();
    }

    private StreamThreadExceptionResponse respond(StreamThreadFaults faults, Throwable fault) {
        Throwable stopping = faults.stopping(fault);
        if (stopping == null) {
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        }
        if (closed) {
            LOG.info("a stream thread ended while it was closed, its offsets unmoved: {}", stopping.toString());
        } else {
            stopped.completeExceptionally(explain(stopping));
        }
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    /** Brokers do not name the transactional ids that they refuse. */
    private Throwable explain(Throwable fault) {
        AuthorizationException refusal = refusal(fault);
        if (refusal == null) {
            return fault;
        }
        String what = refusal instanceof TransactionalIdAuthorizationException
                ? " (ids that begin with " + config.applicationId() + ")"
                : "";
        return StartException.notAllowed(": " + refusal.getMessage() + what, fault);
    }

    /** What a broker refuses; the registry's refusals have a sentence of their own. */
    private static @Nullable AuthorizationException refusal(@Nullable Throwable fault) {
        return fault instanceof TopicAuthorizationException
                        || fault instanceof GroupAuthorizationException
                        || fault instanceof ClusterAuthorizationException
                        || fault instanceof TransactionalIdAuthorizationException
                ? (AuthorizationException) fault
                : fault == null ? null : refusal(fault.getCause());
    }

    private void noteRunning(KafkaStreams.State now, KafkaStreams.State before) {
        if (now == KafkaStreams.State.RUNNING) {
            running.complete(null);
        }
    }

    /** Whether it is closed, being closed, or stopped by a fault. */
    public boolean isOver() {
        return closed || stopped.isDone();
    }

    /** The states of its Kafka Streams applications that have begun, by their ids. */
    public Map<String, KafkaStreams.State> states() {
        return begun.stream().collect(Collectors.toMap(Part::applicationId, part -> part.streams()
                .state()));
    }

    /** Completes when images are scored for the first time. */
    public CompletableFuture<Void> running() {
        return running;
    }

    /** Completes when the application is closed, or exceptionally with the fault that stopped it. */
    public CompletableFuture<Void> stopped() {
        return stopped;
    }

    /** Stops without losing anything, and leaves the groups, so that others take over at once. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        TimeBudget budget = new TimeBudget(CLOSE_TIMEOUT, System::nanoTime);
        begun.forEach(ScoringApplication::measureNoMore);
        // All are told first: a thread that waits for the registry ends by a fault, which no longer matters then.
        begun.forEach(part -> close(part.streams(), Duration.ZERO));
        values.stopWaiting();
        if (!endWithin(PATIENCE)) {
            LOG.info("not stopped after {} s; stream threads that wait for images end without", PATIENCE.toSeconds());
            embedder.stopWaiting();
        }
        boolean allClosed = true;
        for (Part part : begun) {
            allClosed &= close(part.streams(), budget.left());
        }
        if (!allClosed) {
            LOG.warn("expected to stop within {} s, did not; the broker's timeouts end it", CLOSE_TIMEOUT.toSeconds());
        }
        embedder.close();
        values.close();
        stopped.complete(null);
    }

    /** Before it closes, as what is measured is asked of it. */
    private static void measureNoMore(Part part) {
        try {
            part.metrics().close();
        } catch (RuntimeException e) {
            LOG.warn("metrics of {} could not be taken down", part.applicationId(), e);
        }
    }

    private boolean endWithin(Duration patience) {
        TimeBudget budget = new TimeBudget(patience, System::nanoTime);
        while (!begun.stream().allMatch(part -> part.streams().state().hasCompletedShutdown())) {
            if (budget.left().isZero()) {
                return false;
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return true;
    }

    private static boolean close(KafkaStreams streams, Duration timeout) {
        return streams.close(CloseOptions.timeout(timeout)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
    }
}

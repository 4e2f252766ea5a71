package io.alignstreams.topology;

import io.alignstreams.config.AlignKeys;
import io.alignstreams.config.AlignStreamsConfig;
import io.alignstreams.config.TopicPlan;
import io.alignstreams.config.Topics;
import io.alignstreams.schemas.ImageEvent;
import io.alignstreams.schemas.LabelSetEmbeddings;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.VersionedKeyValueStore;

/**
 * The application {@code <id>}: images are embedded, and classified by the label sets in force when they happened.
 *
 * <pre>
 * label-set-embeddings ─► store ─► [label-sets: versioned, whole in every partition]
 *                                        │ as of event time
 * image-events ─► accept ─► embed ─► classify ─┬─► image-classifications
 *                   │         │          │     └─► image-embeddings
 *                   ▼         ▼          ▼ refused
 *                 dead-letters ◄─────────┘
 * </pre>
 */
public final class ScoringTopology implements Supplier<Topology> {
    static final String LABEL_SET_EMBEDDINGS = "label-set-embeddings";
    static final String STORE_LABEL_SET = "store-label-set";
    static final String LABEL_SETS_STORE = "label-sets";
    static final String IMAGE_EVENTS = "image-events";
    static final String ACCEPT_IMAGE = "accept-image";
    static final String EMBED_IMAGE = "embed-image";
    static final String CLASSIFY_IMAGE = "classify-image";
    static final String CLASSIFICATIONS = "image-classifications";
    static final String EMBEDDINGS = "image-embeddings";
    static final String DEAD_LETTERS = "dead-letters";

    private final AlignStreamsConfig config;
    private final Values values;
    private final ImageEmbedder embedder;
    private final LabelSetVersions versions;
    private final OutcomeMeters meters;

    public ScoringTopology(AlignStreamsConfig config, Values values, ImageEmbedder embedder, MeterRegistry meters) {
        this.config = config;
        this.values = values;
        this.embedder = embedder;
        this.versions = new LabelSetVersions(
                config.topics().labelSetEmbeddings(),
                values.decoder(LabelSetEmbeddings.class),
                embedder.identity().modelDigest(),
                meters);
        this.meters = new OutcomeMeters(meters);
    }

    @Override
    public Topology get() {
        Topics topics = config.topics();
        Serializer<byte[]> bytes = new ByteArraySerializer();
        return new Topology()
                .addSource(
                        AutoOffsetReset.earliest(),
                        LABEL_SET_EMBEDDINGS,
                        new LabelSetsFirst(),
                        new ByteArrayDeserializer(),
                        values.decoded(LabelSetEmbeddings.class),
                        topics.labelSetEmbeddings())
                .addProcessor(STORE_LABEL_SET, this::storeLabelSet, LABEL_SET_EMBEDDINGS)
                .addSource(
                        AutoOffsetReset.earliest(),
                        IMAGE_EVENTS,
                        new EventTime(),
                        new ByteArrayDeserializer(),
                        values.decoded(ImageEvent.class),
                        topics.imageEvents())
                .addProcessor(ACCEPT_IMAGE, this::acceptImage, IMAGE_EVENTS)
                .addProcessor(EMBED_IMAGE, this::embedImage, ACCEPT_IMAGE)
                .addProcessor(CLASSIFY_IMAGE, this::classifyImage, EMBED_IMAGE)
                .addStateStore(labelSetsStore(), STORE_LABEL_SET, CLASSIFY_IMAGE)
                .addSink(CLASSIFICATIONS, topics.imageClassifications(), bytes, bytes, CLASSIFY_IMAGE)
                .addSink(EMBEDDINGS, topics.imageEmbeddings(), bytes, bytes, CLASSIFY_IMAGE)
                .addSink(
                        DEAD_LETTERS,
                        topics.deadLetters(),
                        bytes,
                        bytes,
                        STORE_LABEL_SET,
                        ACCEPT_IMAGE,
                        EMBED_IMAGE,
                        CLASSIFY_IMAGE);
    }

    private StoreLabelSet storeLabelSet() {
        long historyMs = config.getLong(AlignKeys.HISTORY_MS);
        long reachMs = historyMs - config.getLong(AlignKeys.TIMESTAMP_AHEAD_MAX_MS);
        return new StoreLabelSet(
                new LabelSetEmbeddingsRules(embedder.identity(), TopicPlan.changelogBytes(config)),
                versions,
                historyMs,
                reachMs,
                deadLetters());
    }

    private AcceptImage acceptImage() {
        return new AcceptImage(
                embedder,
                deadLetters(),
                config.getLong(AlignKeys.TIMESTAMP_AHEAD_MAX_MS),
                config.getInt(AlignKeys.LABEL_SETS_MAX));
    }

    private EmbedImage embedImage() {
        return new EmbedImage(embedder, config.topics().imageEvents(), deadLetters());
    }

    private ClassifyImage classifyImage() {
        int maxBytes = config.getInt(AlignKeys.OUTPUT_BYTES_MAX);
        return new ClassifyImage(
                embedder.identity(),
                versions,
                config.getLong(AlignKeys.HISTORY_MS),
                config.defaultLabelSets(),
                values.output(config.topics().imageClassifications(), maxBytes),
                values.output(config.topics().imageEmbeddings(), maxBytes),
                deadLetters(),
                meters);
    }

    private DeadLetters deadLetters() {
        return DeadLetters.of(config, meters);
    }

    private StoreBuilder<VersionedKeyValueStore<String, byte[]>> labelSetsStore() {
        return Stores.versionedKeyValueStoreBuilder(
                        Stores.persistentVersionedKeyValueStore(
                                LABEL_SETS_STORE, config.duration(AlignKeys.HISTORY_MS), LabelSetHistory.SEGMENT),
                        Serdes.String(),
                        Serdes.ByteArray())
                .withLoggingEnabled(TopicPlan.changelog(config));
    }
}

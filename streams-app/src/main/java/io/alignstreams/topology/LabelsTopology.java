package io.alignstreams.topology;

import io.alignstreams.config.AlignKeys;
import io.alignstreams.config.AlignStreamsConfig;
import io.alignstreams.config.Topics;
import io.alignstreams.schemas.LabelSet;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StreamPartitioner;

/**
 * The application {@code <id>-labels}: every checked label set, embedded, goes to every partition of the scoring
 * application.
 *
 * <pre>
 * label-sets ─► check ─► embed prompts ─► multicast ─► label-set-embeddings
 *                 │             │ too large
 *                 ▼             ▼
 *               dead-letters ◄──┘
 * </pre>
 */
public final class LabelsTopology implements Supplier<Topology> {
    static final String LABEL_SETS = "label-sets";
    static final String CHECK_LABEL_SET = "check-label-set";
    static final String EMBED_LABEL_SET = "embed-label-set";
    static final String LABEL_SET_EMBEDDINGS = "label-set-embeddings";
    static final String DEAD_LETTERS = "dead-letters";

    private final AlignStreamsConfig config;
    private final Values values;
    private final TextEmbedder embedder;
    private final OutcomeMeters meters;

    public LabelsTopology(AlignStreamsConfig config, Values values, TextEmbedder embedder, MeterRegistry meters) {
        this.config = config;
        this.values = values;
        this.embedder = embedder;
        this.meters = new OutcomeMeters(meters);
    }

    @Override
    public Topology get() {
        Topics topics = config.topics();
        Serializer<byte[]> bytes = new ByteArraySerializer();
        return new Topology()
                .addSource(
                        AutoOffsetReset.earliest(),
                        LABEL_SETS,
                        new EventTime(),
                        new ByteArrayDeserializer(),
                        values.decoded(LabelSet.class),
                        topics.labelSets())
                .addProcessor(CHECK_LABEL_SET, this::checkLabelSet, LABEL_SETS)
                .addProcessor(EMBED_LABEL_SET, this::embedLabelSet, CHECK_LABEL_SET)
                .addSink(LABEL_SET_EMBEDDINGS, topics.labelSetEmbeddings(), bytes, bytes, everywhere(), EMBED_LABEL_SET)
                .addSink(DEAD_LETTERS, topics.deadLetters(), bytes, bytes, CHECK_LABEL_SET, EMBED_LABEL_SET);
    }

    private CheckLabelSet checkLabelSet() {
        LabelSetRules rules =
                new LabelSetRules(config.getInt(AlignKeys.LABELS_MAX), config.getInt(AlignKeys.LABEL_TEXTS_MAX));
        return new CheckLabelSet(
                rules, DeadLetters.of(config, meters), config.getLong(AlignKeys.TIMESTAMP_AHEAD_MAX_MS));
    }

    private EmbedLabelSet embedLabelSet() {
        AvroOutput output = values.output(
                config.topics().labelSetEmbeddings(), config.getInt(AlignKeys.LABEL_SET_EMBEDDINGS_BYTES_MAX));
        return new EmbedLabelSet(embedder, output, DeadLetters.of(config, meters), meters);
    }

    /** Source: KIP-837. */
    private static StreamPartitioner<byte[], byte[]> everywhere() {
        return new StreamPartitioner<>() {
            @Override
            public Optional<Set<Integer>> partitions(String topic, byte[] key, byte[] value, int partitions) {
                return Optional.of(IntStream.range(0, partitions).boxed().collect(Collectors.toSet()));
            }
        };
    }
}

package io.alignstreams.topology;

import io.alignstreams.schemas.EmbeddingEvent;
import io.alignstreams.schemas.Lineage;
import io.alignstreams.schemas.NamedLabelSet;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Joins an embedded image with its label sets as of its time. Forwards one classification or one dead letter for each, and
 * the embedding event; nothing before all of it is known to fit. An image that was replayed for one label set has that
 * outcome alone.
 */
final class ClassifyImage extends ContextualProcessor<byte[], EmbeddedEvent, byte[], byte[]> {
    private final ModelIdentity model;
    private final LabelSetVersions versions;
    private final long historyMs;
    private final List<String> defaultLabelSets;
    private final AvroOutput classifications;
    private final AvroOutput embeddings;
    private final DeadLetters deadLetters;
    private final OutcomeMeters meters;

    @SuppressWarnings("NullAway.Init") // set by init, before the first record
    private LabelSetHistory labelSets;

    private record Classified(String labelSet, LabelSetScorer.Scores scores, Record<byte[], byte[]> event) {}

    ClassifyImage(
            ModelIdentity model,
            LabelSetVersions versions,
            long historyMs,
            List<String> defaultLabelSets,
            AvroOutput classifications,
            AvroOutput embeddings,
            DeadLetters deadLetters,
            OutcomeMeters meters) {
        this.model = model;
        this.versions = versions;
        this.historyMs = historyMs;
        this.defaultLabelSets = defaultLabelSets;
        this.classifications = classifications;
        this.embeddings = embeddings;
        this.deadLetters = deadLetters;
        this.meters = meters;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        super.init(context);
        labelSets = new LabelSetHistory(
                context.getStateStore(ScoringTopology.LABEL_SETS_STORE), historyMs, versions.changes(context.taskId()));
    }

    @Override
    public void process(Record<byte[], EmbeddedEvent> record) {
        AcceptedImage image = record.value().image();
        Lineage lineage = lineage(record.value());
        List<Classified> classified = new ArrayList<>();
        List<Refusal> refused = new ArrayList<>();
        List<NamedLabelSet> named = new ArrayList<>();
        String alone = Replayed.labelSet(record.headers());
        for (String id : alone == null ? labelSets(image) : Set.of(alone)) {
            Long version = classify(record, id, lineage, classified, refused);
            named.add(new NamedLabelSet(id, version));
        }
        byte[] embedding = embeddings.serialize(
                new EmbeddingEvent(record.value().embedded().embedding().asList(), model.dimension(), named, lineage));
        Refusal tooLarge = alone != null
                ? null
                : embeddings.check(Code.OUTPUT_TOO_LARGE, record.key(), embedding, record.headers());
        if (tooLarge != null) {
            refuse(tooLarge, record);
            return;
        }
        classified.forEach(this::forward);
        refused.forEach(refusal -> refuse(refusal, record));
        if (alone == null) {
            context().forward(record.withValue(embedding), ScoringTopology.EMBEDDINGS);
            meters.embedded();
        }
    }

    /** Those that an image is to be scored with, each once. */
    private Set<String> labelSets(AcceptedImage image) {
        List<String> asked = image.event().getLabelSets();
        return new LinkedHashSet<>(asked.isEmpty() ? defaultLabelSets : asked);
    }

    /** Gives the version that was used; null if the label set was refused. */
    private @Nullable Long classify(
            Record<byte[], EmbeddedEvent> record,
            String id,
            Lineage lineage,
            List<Classified> classified,
            List<Refusal> refused) {
        LabelSetVersions.Found found = versions.find(labelSets, id, record.timestamp());
        if (found instanceof LabelSetVersions.Found.Unknown unknown) {
            refused.add(new Refusal(Code.LABEL_SET_UNKNOWN, unknown.message(), id));
            return null;
        }
        LabelSetVersions.Found.Version version = (LabelSetVersions.Found.Version) found;
        LabelSetScorer.Scores scores =
                version.scorer().score(record.value().embedded().embedding());
        byte[] event =
                classifications.serialize(scores.event(id, version.scorer().version(), version.resolution(), lineage));
        Refusal tooLarge = classifications.check(Code.OUTPUT_TOO_LARGE, record.key(), event, record.headers());
        if (tooLarge != null) {
            refused.add(new Refusal(tooLarge.code(), tooLarge.message(), id));
            return null;
        }
        classified.add(new Classified(id, scores, record.withValue(event)));
        return version.scorer().version().getVersion();
    }

    private void forward(Classified classified) {
        context().forward(classified.event(), ScoringTopology.CLASSIFICATIONS);
        meters.classified(classified.labelSet(), classified.scores());
    }

    private void refuse(Refusal refusal, Record<byte[], EmbeddedEvent> record) {
        context()
                .forward(
                        deadLetters.of(
                                refusal, record.key(), record.value().image().raw(), record, context()),
                        ScoringTopology.DEAD_LETTERS);
    }

    private Lineage lineage(EmbeddedEvent embedded) {
        RecordMetadata source = context().recordMetadata().orElseThrow();
        return new Lineage(
                source.topic(),
                source.partition(),
                source.offset(),
                embedded.embedded().imageDigest(),
                model.modelId(),
                model.modelDigest(),
                model.embedderDigest(),
                embedded.image().event().getSource(),
                embedded.image().event().getMetadata());
    }
}

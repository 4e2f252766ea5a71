package io.alignstreams.topology;

import io.alignstreams.schemas.LabelSet;
import io.alignstreams.schemas.LabelSetEmbeddings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/** Embeds checked label sets. A deletion becomes a marker, since a null could not be told from a set never known. */
final class EmbedLabelSet extends ContextualProcessor<byte[], Decoded<LabelSet>, byte[], byte[]> {
    private final TextEmbedder embedder;
    private final AvroOutput embeddings;
    private final DeadLetters deadLetters;
    private final OutcomeMeters meters;

    EmbedLabelSet(TextEmbedder embedder, AvroOutput embeddings, DeadLetters deadLetters, OutcomeMeters meters) {
        this.embedder = embedder;
        this.embeddings = embeddings;
        this.deadLetters = deadLetters;
        this.meters = meters;
    }

    @Override
    public void process(Record<byte[], Decoded<LabelSet>> record) {
        long version = context().recordMetadata().orElseThrow().offset();
        LabelSetEmbeddings embedded;
        try {
            embedded = record.value() instanceof Decoded.Event<LabelSet> event
                    ? embed(version, event.value(), embedder)
                    : deletion(version);
        } catch (NoDirectionException e) {
            refuse(new Refusal(Code.LABEL_SET_INVALID, String.valueOf(e.getMessage())), record);
            return;
        }
        byte[] value = embeddings.serialize(embedded);
        Refusal tooLarge = embeddings.check(Code.LABEL_SET_TOO_LARGE, record.key(), value, record.headers());
        if (tooLarge == null) {
            context().forward(record.withValue(value), LabelsTopology.LABEL_SET_EMBEDDINGS);
            meters.labelSetEmbedded();
        } else {
            refuse(tooLarge, record);
        }
    }

    private void refuse(Refusal refusal, Record<byte[], Decoded<LabelSet>> record) {
        Refusal naming =
                new Refusal(refusal.code(), refusal.message(), new String(record.key(), StandardCharsets.UTF_8));
        context()
                .forward(
                        deadLetters.of(naming, record.key(), record.value().raw(), record, context()),
                        LabelsTopology.DEAD_LETTERS);
    }

    private LabelSetEmbeddings deletion(long version) {
        return LabelSetEmbeddings.newBuilder()
                .setVersion(version)
                .setDeleted(true)
                .setModelId(embedder.identity().modelId())
                .setModelDigest(embedder.identity().modelDigest())
                .build();
    }

    /** Embeds a label set that keeps the rules, under a version number. */
    static LabelSetEmbeddings embed(long version, LabelSet labelSet, TextEmbedder embedder) {
        ModelIdentity model = embedder.identity();
        return LabelSetEmbeddings.newBuilder()
                .setVersion(version)
                .setLabelSet(labelSet)
                .setLabelSetDigest(digest(labelSet))
                .setModelId(model.modelId())
                .setModelDigest(model.modelDigest())
                .setTemperature(model.temperature())
                .setDimension(model.dimension())
                .setMatrix(LabelSetMatrix.of(labelSet, embedder))
                .build();
    }

    private static String digest(LabelSet labelSet) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(body, null);
        try {
            new SpecificDatumWriter<>(LabelSet.class).write(labelSet, encoder);
        } catch (IOException e) {
            throw new UncheckedIOException("a buffer in memory could not be written", e);
        }
        return Digests.sha256Hex(body.toByteArray());
    }
}

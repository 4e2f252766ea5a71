package io.alignstreams.topology;

import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Has images embedded; those that cannot be become dead letters. */
final class EmbedImage extends ContextualProcessor<byte[], AcceptedImage, byte[], Object> {
    private final ImageEmbedder embedder;
    private final String topic;
    private final DeadLetters deadLetters;

    EmbedImage(ImageEmbedder embedder, String topic, DeadLetters deadLetters) {
        this.embedder = embedder;
        this.topic = topic;
        this.deadLetters = deadLetters;
    }

    @Override
    public void process(Record<byte[], AcceptedImage> record) {
        RecordMetadata source = context().recordMetadata().orElseThrow();
        AcceptedImage image = record.value();
        EmbeddedImage result = embedder.embed(source.topic(), source.partition(), source.offset(), image.picture());
        if (result instanceof EmbeddedImage.Embedded embedded) {
            context()
                    .forward(
                            record.withValue((Object) new EmbeddedEvent(image, embedded)),
                            ScoringTopology.CLASSIFY_IMAGE);
        } else if (result instanceof EmbeddedImage.Refused refused) {
            context()
                    .forward(
                            deadLetters.of(refused.refusal(), record.key(), image.raw(), record, context()),
                            ScoringTopology.DEAD_LETTERS);
        }
    }

    /** A task's partition number is that of all topics it reads. */
    @Override
    public void close() {
        embedder.forget(topic, context().taskId().partition());
    }
}

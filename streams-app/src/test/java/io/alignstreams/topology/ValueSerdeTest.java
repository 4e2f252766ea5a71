package io.alignstreams.topology;

import static io.alignstreams.topology.Events.image;
import static io.alignstreams.topology.Events.labelSet;
import static io.alignstreams.topology.Pipeline.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alignstreams.schemas.EmbeddingEvent;
import io.alignstreams.schemas.ImageEvent;
import io.alignstreams.serde.AvroSerde;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A serde of somebody else's, named in {@code align.value.serde}. */
class ValueSerdeTest {
    private static final int MARK = 0x5EA1ED;

    @TempDir
    Path directory;

    /** Puts a mark before the bytes of ours; a value too short for it underflows, as with Confluent's. */
    public static final class MarkedSerde implements Serde<SpecificRecord> {
        private final AvroSerde<SpecificRecord> ours = new AvroSerde<>();

        @Override
        public void configure(Map<String, ?> properties, boolean isKey) {
            ours.configure(properties, isKey);
        }

        @Override
        public Serializer<SpecificRecord> serializer() {
            return (topic, value) -> {
                byte[] bytes = ours.serializer().serialize(topic, value);
                return ByteBuffer.allocate(Integer.BYTES + bytes.length)
                        .putInt(MARK)
                        .put(bytes)
                        .array();
            };
        }

        @Override
        public Deserializer<SpecificRecord> deserializer() {
            return (topic, bytes) -> {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                if (buffer.getInt() != MARK) {
                    throw new IllegalArgumentException("no mark");
                }
                byte[] rest = new byte[buffer.remaining()];
                buffer.get(rest);
                return ours.deserializer().deserialize(topic, rest);
            };
        }

        @Override
        public void close() {
            ours.close();
        }
    }

    private Pipeline pipeline() {
        return new Pipeline(directory, Map.of("align.value.serde", MarkedSerde.class.getName()));
    }

    @Test
    void shouldReadAndWriteAllValues() {
        try (Pipeline pipeline = pipeline()) {
            pipeline.apply("fruit", labelSet("apple"), NOW);
            pipeline.image("image-1", image("red apple", "fruit"), NOW);

            assertThat(pipeline.classifications()).hasSize(1);
            byte[] embedding = pipeline.embeddingRecords().get(0).value();
            assertThat(ByteBuffer.wrap(embedding).getInt()).isEqualTo(MARK);
            assertThat(pipeline.values.decoder(EmbeddingEvent.class).deserialize("", embedding))
                    .isNotNull();
            assertThat(pipeline.deadLetters()).isEmpty();
        }
    }

    @Test
    void shouldRefuseWhatItCannotRead() {
        try (Pipeline pipeline = pipeline()) {
            pipeline.imageBytes("short", new byte[] {0, 0}, NOW.toEpochMilli());
            pipeline.imageBytes("unmarked", new byte[] {0, 0, 0, 0, 1}, NOW.toEpochMilli());

            assertThat(pipeline.deadLetters()).extracting(Pipeline.Dead::code).containsExactly("NOT_AVRO", "NOT_AVRO");
            assertThatThrownBy(() -> pipeline.values.decoder(ImageEvent.class).deserialize("", new byte[] {0, 0}))
                    .isInstanceOf(SerializationException.class);
        }
    }
}

package io.alignstreams.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alignstreams.config.AlignStreamsConfig;
import io.alignstreams.schemas.ImageEvent;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageProducerTest {
    private final StringWriter err = new StringWriter();
    private final MockProducer<String, byte[]> kafka =
            new MockProducer<>(false, null, new StringSerializer(), new ByteArraySerializer());
    private final AlignStreamsConfig config = new AlignStreamsConfig(
            Map.of("schema.registry.url", "mock://image-producer", "align.image.event.bytes.max", "1024"));
    private final ImageProducer producer =
            new ImageProducer(config, kafka, List.of("shapes"), new PrintWriter(err, true));

    @TempDir
    Path directory;

    private Path picture;

    @BeforeEach
    void makePicture() throws IOException {
        picture = Files.write(directory.resolve("a.jpg"), new byte[] {1, 2, 3});
    }

    @AfterEach
    void close() {
        producer.close();
    }

    @Test
    void shouldGoOnAfterARecordThatIsTooLarge() throws IOException {
        producer.send(picture);
        kafka.errorNext(new RecordTooLargeException("it is too large"));
        producer.send(picture);
        kafka.completeNext();
        producer.flush();

        assertThat(producer.produced()).isEqualTo(1);
        assertThat(producer.refused()).isEqualTo(1);
        assertThat(err.toString().lines())
                .containsExactly("align-streams: " + picture
                        + ": IMAGE_TOO_LARGE: it is too large; align.image.event.bytes.max limits images");
    }

    @Test
    void shouldSendAddressesUnderAnIdWithoutCredentials() throws IOException {
        String plain = "https://images.example.com/a.jpg";
        for (String address : List.of(plain, plain + "?signature=SECRET", plain + "?signature=SECRET2")) {
            producer.sendAddress(address);
        }

        assertThat(kafka.history())
                .extracting(ProducerRecord::key)
                .containsExactly(plain, plain + "#bf3e82d9773210de", plain + "#d537c0e5ed28a73e");
        try (Serde<ImageEvent> serde = config.openValueSerde()) {
            assertThat(kafka.history())
                    .extracting(sent -> serde.deserializer().deserialize("image-events", sent.value()))
                    .allSatisfy(event -> {
                        assertThat(event.getImage().hasRemaining()).isFalse();
                        assertThat(event.getSource()).isEqualTo(plain);
                        assertThat(event.getLabelSets()).containsExactly("shapes");
                    })
                    .extracting(ImageEvent::getImageUri)
                    .containsExactly(plain, plain + "?signature=SECRET", plain + "?signature=SECRET2");
        }
    }

    @Test
    void shouldGoOnAfterAFileThatIsTooLargeOrCannotBeRead() throws IOException {
        Path large = Files.write(directory.resolve("large.jpg"), new byte[1025]);

        producer.send(large);
        producer.send(directory.resolve("gone.jpg"));
        producer.send(picture);

        assertThat(kafka.history()).hasSize(1);
        assertThat(producer.refused()).isEqualTo(2);
        assertThat(err.toString())
                .contains(
                        large + ": IMAGE_TOO_LARGE: expected a file of at most 1024 bytes, found 1025",
                        "gone.jpg: FILE_UNREADABLE: expected a file that can be read, found: no such file or folder");
    }

    @Test
    void shouldStopAtAFaultThatOtherFilesWouldMeetToo() throws IOException {
        producer.send(picture);
        kafka.completeNext();
        producer.send(picture);
        kafka.errorNext(new TopicAuthorizationException("not authorized"));

        assertThatThrownBy(() -> producer.send(picture))
                .hasMessage("topic image-events: expected it to take images, found: not authorized; 1 images are there,"
                        + " the others may not be");
        assertThat(kafka.history()).hasSize(2);
        assertThat(err.toString()).isEmpty();
    }
}

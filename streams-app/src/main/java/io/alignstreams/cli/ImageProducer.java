package io.alignstreams.cli;

import io.alignstreams.align.image.ImageFault;
import io.alignstreams.align.image.ImageRefusedException;
import io.alignstreams.config.AlignKeys;
import io.alignstreams.config.AlignStreamsConfig;
import io.alignstreams.fetch.ShownUri;
import io.alignstreams.schemas.ImageEvent;
import io.alignstreams.topology.Digests;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/** Publishes files and addresses as image events. A file's own fault costs that file; any other is one of all of them. */
final class ImageProducer implements AutoCloseable {
    private static final int DIGEST_DIGITS = 16;
    private static final String LIMIT = "; " + AlignKeys.IMAGE_EVENT_BYTES_MAX + " limits images";

    private final String topic;
    private final List<String> labelSets;
    private final int largest;
    private final PrintWriter err;
    private final Serde<SpecificRecord> serde;
    private final Producer<String, byte[]> producer;
    private final AtomicInteger produced = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicReference<@Nullable Exception> fault = new AtomicReference<>();

    /**
     * Opens a producer of images.
     *
     * @param producer which this closes
     * @param err where refused files are named
     */
    ImageProducer(
            AlignStreamsConfig config, Producer<String, byte[]> producer, List<String> labelSets, PrintWriter err) {
        this.topic = config.topics().imageEvents();
        this.labelSets = labelSets;
        this.largest = config.getInt(AlignKeys.IMAGE_EVENT_BYTES_MAX);
        this.err = err;
        this.serde = config.openValueSerde();
        this.producer = producer;
    }

    /**
     * Sends a file, or refuses it.
     *
     * @throws IOException if an earlier one could not be sent
     */
    void send(Path file) throws IOException {
        requireNoFault();
        try {
            byte[] image = ImageFiles.read(file, largest);
            String id = file.toString();
            send(id, new ImageEvent(ByteBuffer.wrap(image), labelSets, id, Map.of(), ""));
        } catch (ImageRefusedException e) {
            refuse(file.toString(), e.fault().name(), e.getMessage() + LIMIT);
        } catch (IOException e) {
            refuse(file.toString(), ImageInput.FILE_UNREADABLE, ImageInput.unreadable(e));
        }
    }

    /**
     * Sends an address, of which nothing is looked at. Id and source are the address without what may be credentials; where
     * that leaves something out, the beginning of the whole address's SHA-256 tells apart what is no longer different.
     *
     * @throws IOException if an earlier image could not be sent
     */
    void sendAddress(String address) throws IOException {
        requireNoFault();
        String shown = ShownUri.of(address);
        String digest = Digests.sha256Hex(address.getBytes(StandardCharsets.UTF_8));
        String id = shown.equals(address) ? address : shown + "#" + digest.substring(0, DIGEST_DIGITS);
        send(id, new ImageEvent(ByteBuffer.allocate(0), labelSets, shown, Map.of(), address));
    }

    private void send(String id, ImageEvent event) {
        byte[] value = serde.serializer().serialize(topic, event);
        producer.send(new ProducerRecord<>(topic, id, value), (sent, why) -> acknowledge(id, why));
    }

    private void acknowledge(String id, @Nullable Exception why) {
        if (why == null) {
            produced.incrementAndGet();
        } else if (why instanceof RecordTooLargeException) {
            refuse(id, ImageFault.IMAGE_TOO_LARGE.name(), why.getMessage() + LIMIT);
        } else {
            fault.compareAndSet(null, why);
        }
    }

    private void refuse(String id, String code, String message) {
        refused.incrementAndGet();
        err.println("align-streams: " + id + ": " + code + ": " + message);
    }

    /**
     * Waits until all files are there or refused.
     *
     * @throws IOException if one could not be sent
     */
    void flush() throws IOException {
        producer.flush();
        requireNoFault();
    }

    private void requireNoFault() throws IOException {
        Exception found = fault.get();
        if (found != null) {
            throw new IOException(
                    "topic " + topic + ": expected it to take images, found: " + Faults.describe(found) + "; "
                            + produced + " images are there, the others may not be",
                    found);
        }
    }

    int produced() {
        return produced.get();
    }

    int refused() {
        return refused.get();
    }

    /** Waits for nothing more after a fault. */
    @Override
    public void close() {
        producer.close(fault.get() == null ? Duration.ofMillis(Long.MAX_VALUE) : Duration.ZERO);
        serde.close();
    }
}

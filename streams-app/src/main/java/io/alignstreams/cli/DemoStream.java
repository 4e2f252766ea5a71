package io.alignstreams.cli;

import io.alignstreams.align.image.ImageFault;
import io.alignstreams.application.ScoringApplication;
import io.alignstreams.config.AlignStreamsConfig;
import io.alignstreams.schemas.ImageEvent;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.Serde;

/** The demo's pictures on their way in, and its table on the way out. */
final class DemoStream implements AutoCloseable {
    private static final int IN_FLIGHT = 16;
    private static final long ENDLESS_PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final String topic;
    private final DemoFeed feed;
    private final DemoTable table;
    private final Serde<SpecificRecord> serde;
    private final KafkaProducer<String, byte[]> producer;
    private long taken;

    DemoStream(AlignStreamsConfig config, DemoFeed feed, DemoTable table) {
        this.topic = config.topics().imageEvents();
        this.feed = feed;
        this.table = table;
        this.serde = config.openValueSerde();
        this.producer = Clients.producer(config);
    }

    /** Goes on until every picture of the feed is accounted for, nobody reads the table any more, or it is told to stop. */
    void run(ScoringApplication application, ShutdownSignal signal) throws ApplicationStoppedException {
        boolean isRead = true;
        long due = System.nanoTime();
        try {
            while ((feed.hasNext() || table.accounted() < taken)
                    && isRead
                    && !signal.received().isDone()) {
                while (feed.hasNext()
                        && taken - table.accounted() < IN_FLIGHT
                        && (!feed.isEndless() || System.nanoTime() >= due)) {
                    send(feed.next());
                    taken++;
                    due += ENDLESS_PACE_NANOS;
                }
                isRead = table.poll();
                if (application.stopped().isCompletedExceptionally()) {
                    application.stopped().get();
                }
            }
        } catch (ExecutionException e) {
            throw new ApplicationStoppedException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(DemoFeed.Picture picture) {
        if (picture.image() == null) {
            table.refuse(picture.id(), picture.code(), picture.fault());
            return;
        }
        ImageEvent event = new ImageEvent(ByteBuffer.wrap(picture.image()), List.of(), "demo", Map.of(), "");
        producer.send(
                new ProducerRecord<>(topic, picture.id(), serde.serializer().serialize(topic, event)),
                (metadata, fault) -> {
                    if (fault != null) {
                        boolean isTooLarge = fault instanceof RecordTooLargeException;
                        table.refuse(
                                picture.id(),
                                isTooLarge ? ImageFault.IMAGE_TOO_LARGE.name() : "NOT_SENT",
                                Faults.describe(fault));
                    }
                });
    }

    @Override
    public void close() {
        producer.close();
        serde.close();
    }
}

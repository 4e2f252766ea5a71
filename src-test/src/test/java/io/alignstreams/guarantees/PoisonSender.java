package io.alignstreams.guarantees;

import io.alignstreams.harness.LabelSets;
import io.alignstreams.harness.Ledger;
import io.alignstreams.harness.Outcomes;
import io.alignstreams.harness.Pictures;
import io.alignstreams.harness.RawProducer;
import io.alignstreams.harness.Stream;
import io.alignstreams.harness.Subjects;
import io.alignstreams.schemas.ImageEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/** Sends image events, good ones and such that something is wrong with. */
final class PoisonSender {
    private static final int PICTURES = 64;
    private static final int UNKNOWN_ID = 1_000_000;
    private static final long AHEAD_MS = 1_800_000;
    private static final int PREFIX_BYTES = 5;

    /** A length of -1, as Avro writes it. */
    private static final byte MINUS_ONE = 1;

    private final Stream stream;
    private final String topic;
    private final String labelSet;
    private final RawProducer raw;
    private final Random dice;
    private final int partitions;
    private final int foreignRecord;
    private final int foreignString;
    private final List<byte[]> pictures;
    private final byte[] bomb = Pictures.blackPng(10_000, 10_000);

    PoisonSender(Stream stream, Subjects subjects, String labelSet, RawProducer raw, Random dice) throws Exception {
        this.stream = stream;
        this.topic = stream.config.topics().imageEvents();
        this.labelSet = labelSet;
        this.raw = raw;
        this.dice = dice;
        this.partitions = stream.config.getInt("align.topic.partitions");
        this.foreignRecord = subjects.register(
                "shipments-value",
                SchemaBuilder.record("shipments.Shipment")
                        .fields()
                        .requiredLong("weight")
                        .endRecord());
        this.foreignString = subjects.register("names-value", Schema.create(Schema.Type.STRING));
        this.pictures =
                IntStream.range(0, PICTURES).mapToObj(i -> Pictures.jpeg(dice)).toList();
    }

    /** Sends so many good ones, and bad ones of all kinds, in any order, and promises what has to become of each. */
    void sendMixed(int good, int bad, Ledger ledger) throws Exception {
        List<Optional<Poison>> events = new ArrayList<>(Collections.nCopies(good, Optional.empty()));
        Poison[] kinds = Poison.values();
        IntStream.range(0, bad).forEach(i -> events.add(Optional.of(kinds[i % kinds.length])));
        Collections.shuffle(events, dice);
        for (int i = 0; i < events.size(); i++) {
            String id = "image-" + i;
            if (events.get(i).isEmpty()) {
                ledger.promise(id, sendGood(id), Outcomes.embedded(), Outcomes.classified(labelSet, 0));
            } else {
                Poison poison = events.get(i).get();
                ledger.promise(id + " " + poison, send(poison, id), Outcomes.refused(poison.code()));
            }
        }
    }

    Future<RecordMetadata> sendGood(String id) {
        return offer(id, event(picture()));
    }

    Future<RecordMetadata> send(Poison poison, String id) throws Exception {
        byte[] good = event(picture());
        return switch (poison) {
            case BAD_MAGIC -> offer(id, changed(good, 0, 1 + dice.nextInt(255)));
            case PLAIN_TEXT -> offer(id, "these bytes are no Avro".getBytes(StandardCharsets.UTF_8));
            case SHORTER_THAN_AN_ID -> offer(id, Arrays.copyOf(good, dice.nextInt(PREFIX_BYTES)));
            case TRUNCATED_AVRO ->
                offer(id, Arrays.copyOf(good, PREFIX_BYTES + dice.nextInt(good.length - PREFIX_BYTES)));
            case NEGATIVE_LENGTH -> offer(id, changed(good, PREFIX_BYTES, MINUS_ONE));
            case ANOTHER_TYPE -> offer(id, stream.bytes(stream.config.topics().labelSets(), LabelSets.of("a cat")));
            case FOREIGN_RECORD -> offer(id, Subjects.withId(good, foreignRecord));
            case FOREIGN_STRING -> offer(id, Subjects.withId(good, foreignString));
            case UNKNOWN_ID -> offer(id, Subjects.withId(good, UNKNOWN_ID + dice.nextInt(1_000)));
            case NULL_KEY -> offer(null, good);
            case NULL_VALUE -> offer(id, null);
            case NULL_KEY_AND_VALUE -> offer(null, null);
            case NO_TIMESTAMP -> sendRaw(id, good, -1);
            case BEFORE_1970 -> sendRaw(id, good, -2 - (dice.nextLong() >>> 1) / 2);
            case FAR_AHEAD -> stream.offer(topic, id, good, System.currentTimeMillis() + AHEAD_MS);
            case IMAGE_EMPTY -> offer(id, event(new byte[0]));
            case IMAGE_OF_NO_FORMAT -> offer(id, event("GIF97x is no format".getBytes(StandardCharsets.UTF_8)));
            case IMAGE_CUT -> {
                byte[] jpeg = picture();
                yield offer(id, event(Arrays.copyOf(jpeg, jpeg.length / 2)));
            }
            case IMAGE_OF_TOO_MANY_PIXELS -> offer(id, event(bomb));
        };
    }

    private byte[] picture() {
        return pictures.get(dice.nextInt(pictures.size()));
    }

    private byte[] event(byte[] image) {
        return stream.bytes(topic, new ImageEvent(ByteBuffer.wrap(image), List.of(labelSet), "", Map.of(), ""));
    }

    private static byte[] changed(byte[] value, int index, int to) {
        byte[] other = value.clone();
        other[index] = (byte) to;
        return other;
    }

    private Future<RecordMetadata> offer(String id, byte[] value) {
        return stream.offer(topic, id, value, System.currentTimeMillis());
    }

    private Future<RecordMetadata> sendRaw(String id, byte[] value, long timestamp) throws Exception {
        TopicPartition partition = new TopicPartition(topic, dice.nextInt(partitions));
        return raw.send(partition, id.getBytes(StandardCharsets.UTF_8), value, timestamp);
    }
}

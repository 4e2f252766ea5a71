package io.alignstreams.guarantees;

import io.alignstreams.align.ModelManifest;
import io.alignstreams.harness.LabelSets;
import io.alignstreams.harness.Ledger;
import io.alignstreams.harness.LocalServers;
import io.alignstreams.harness.Outcomes;
import io.alignstreams.harness.Position;
import io.alignstreams.harness.RawProducer;
import io.alignstreams.harness.Stream;
import io.alignstreams.harness.Subjects;
import io.alignstreams.harness.TopicSettings;
import io.alignstreams.schemas.ImageEvent;
import io.alignstreams.schemas.LabelSet;
import io.alignstreams.schemas.LabelSetEmbeddings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;

/** Sends label sets, and what the application makes of them, that something is wrong with, and promises their refusal. */
final class PoisonLabelSets {
    private static final long AHEAD_MS = 1_800_000;
    private static final int UNKNOWN_ID = 1_000_000;
    private static final String POLICY = "cleanup.policy";

    private final Stream stream;
    private final RawProducer raw;
    private final String good;
    private final int tooManyLabels;
    private final String labelSets;
    private final String embeddings;

    final Ledger ofLabelSets = new Ledger();
    final Ledger ofEmbeddings = new Ledger();

    /**
     * Makes label sets.
     *
     * @param good the id of a label set that is in force and has to stay so
     */
    PoisonLabelSets(Stream stream, RawProducer raw, String good, int tooManyLabels) {
        this.stream = stream;
        this.raw = raw;
        this.good = good;
        this.tooManyLabels = tooManyLabels;
        this.labelSets = stream.config.topics().labelSets();
        this.embeddings = stream.config.topics().labelSetEmbeddings();
    }

    /** One of each kind, as new versions of the good one and as sets of their own. */
    void sendLabelSets() throws Exception {
        for (String id : List.of(good, "never-there")) {
            byte[] value = stream.bytes(labelSets, LabelSets.of("a cat"));
            String[] many = IntStream.range(0, tooManyLabels)
                    .mapToObj(i -> "label " + i)
                    .toArray(String[]::new);
            send(id, stream.bytes(labelSets, LabelSets.of()), "LABEL_SET_INVALID");
            send(id, stream.bytes(labelSets, LabelSets.of("twice", "twice")), "LABEL_SET_INVALID");
            send(id, stream.bytes(labelSets, LabelSet.newBuilder().build()), "LABEL_SET_INVALID");
            send(id, stream.bytes(labelSets, LabelSets.of(many)), "LABEL_SET_TOO_LARGE");
            send(id, "id: things".getBytes(StandardCharsets.UTF_8), "NOT_AVRO");
            send(id, Arrays.copyOf(value, value.length / 2), "NOT_AVRO");
            send(id, new byte[0], "NOT_AVRO");
            send(id, stream.bytes(stream.config.topics().imageEvents(), image()), "NOT_AVRO");
            send(id, Subjects.withId(value, UNKNOWN_ID), "SCHEMA_UNKNOWN");
            promise(id, stream.offer(labelSets, id, value, System.currentTimeMillis() + AHEAD_MS), "BAD_TIMESTAMP", id);
            byte[] key = id.getBytes(StandardCharsets.UTF_8);
            promise(id, raw.send(new TopicPartition(labelSets, 0), key, value, -1), "BAD_TIMESTAMP", id);
        }
        promise("", stream.offer(labelSets, "", stream.bytes(labelSets, LabelSets.of("a cat")), now()), "KEY_NULL", "");
        sendWithoutKeys(labelSets, ofLabelSets, stream.bytes(labelSets, LabelSets.of("a cat")));
    }

    private static ImageEvent image() {
        return new ImageEvent(ByteBuffer.wrap(new byte[] {1, 2, 3}), List.of(), "", Map.of(), "");
    }

    private static long now() {
        return System.currentTimeMillis();
    }

    private void send(String id, byte[] value, String code) {
        promise(id, stream.offer(labelSets, id, value, now()), code, id);
    }

    private void promise(String id, Future<RecordMetadata> sent, String code, String labelSet) {
        ofLabelSets.promise("label set " + id, sent, Outcomes.refused(code, labelSet));
    }

    /** One of each kind in every partition of what is between the two applications. */
    void sendEmbeddings() throws Exception {
        byte[] anotherType = stream.bytes(labelSets, LabelSets.of("a cat"));
        byte[] halfAMatrix = stream.bytes(embeddings, halfAMatrix());
        int partitions = stream.config.getInt("align.topic.partitions");
        for (int partition = 0; partition < partitions; partition++) {
            sendEmbeddings(partition, good, "plain text".getBytes(StandardCharsets.UTF_8), "NOT_AVRO", good);
            sendEmbeddings(partition, good, anotherType, "NOT_AVRO", good);
            sendEmbeddings(partition, good, Subjects.withId(anotherType, UNKNOWN_ID), "SCHEMA_UNKNOWN", good);
            sendEmbeddings(partition, good, halfAMatrix, "LABEL_SET_INVALID", good);
            sendEmbeddings(partition, good, null, "VALUE_NULL", good);
            sendEmbeddings(partition, "", anotherType, "KEY_NULL", null);
        }
        sendWithoutKeys(embeddings, ofEmbeddings, anotherType);
    }

    private static LabelSetEmbeddings halfAMatrix() throws IOException {
        return LabelSetEmbeddings.newBuilder()
                .setLabelSet(LabelSets.of("a cat"))
                .setModelDigest(
                        ModelManifest.fromPretrained(LocalServers.model()).modelDigest())
                .setTemperature(1)
                .setDimension(16)
                .setMatrix(ByteBuffer.allocate(32))
                .build();
    }

    private void sendEmbeddings(int partition, String id, byte[] value, String code, String labelSet) {
        ofEmbeddings.promise(
                "embeddings of '" + id + "'",
                stream.offer(
                        new ProducerRecord<>(embeddings, partition, now(), id.getBytes(StandardCharsets.UTF_8), value)),
                Outcomes.refused(code, labelSet));
    }

    /** A compacted topic takes no record without a key, but it has those that it took before it was compacted. */
    private void sendWithoutKeys(String topic, Ledger ledger, byte[] value) throws Exception {
        TopicSettings.set(stream, topic, POLICY, "delete");
        Awaitility.await(topic + " takes a record without a key")
                .atMost(Stream.SOON)
                .ignoreExceptionsInstanceOf(ExecutionException.class)
                .until(() -> {
                    Future<RecordMetadata> sent = stream.offer(topic, null, value, now());
                    Position.of(sent.get());
                    ledger.promise("record without a key", sent, Outcomes.refused("KEY_NULL"));
                    return true;
                });
        TopicSettings.set(stream, topic, POLICY, "compact");
    }
}

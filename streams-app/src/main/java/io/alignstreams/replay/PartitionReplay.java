package io.alignstreams.replay;

import io.alignstreams.topology.DeadLetters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** The replay of one partition of the dead letters, a transaction for each poll. */
final class PartitionReplay {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TopicPartition partition;
    private final Progress progress;
    private final Judge judge;
    private final Destination destination;
    private final Replay.Listener listener;
    private final List<ProducerRecord<byte[], byte[]>> batch = new ArrayList<>();

    PartitionReplay(
            KafkaConsumer<byte[], byte[]> consumer,
            TopicPartition partition,
            Progress progress,
            Judge judge,
            Destination destination,
            Replay.Listener listener) {
        this.consumer = consumer;
        this.partition = partition;
        this.progress = progress;
        this.judge = judge;
        this.destination = destination;
        this.listener = listener;
    }

    /** Replays those selected dead letters between two offsets that are not done with. */
    void run(Selection selection, long from, long to, BooleanSupplier isStopped) {
        consumer.assign(List.of(partition));
        for (Map.Entry<Long, Long> range :
                progress.due(selection.names(), from, to).entrySet()) {
            consumer.seek(partition, range.getKey());
            progress.begin(range.getKey());
            long position = range.getKey();
            while (position < range.getValue() && !isStopped.getAsBoolean()) {
                for (ConsumerRecord<byte[], byte[]> dead : consumer.poll(Clients.POLL)) {
                    if (dead.offset() < range.getValue()) {
                        decide(dead, selection);
                    }
                }
                position = Math.min(consumer.position(partition), range.getValue());
                progress.moveTo(position);
                if (!batch.isEmpty() || position == range.getValue()) {
                    destination.commit(List.copyOf(batch), Map.of(partition, progress.toOffset(partition)));
                    batch.clear();
                    listener.done();
                }
            }
        }
    }

    private void decide(ConsumerRecord<byte[], byte[]> dead, Selection selection) {
        String code = Progress.bucket(String.valueOf(Judge.header(dead, DeadLetters.HEADER_CODE)));
        boolean isDone = progress.isDone(code, dead.offset());
        if (!isDone && selection.takes(code)) {
            Verdict verdict = judge.judge(dead);
            listener.decided(dead, verdict);
            if (verdict instanceof Verdict.Replayed replayed) {
                batch.add(replayed.record());
                isDone = true;
            } else if (verdict instanceof Verdict.Refused refused) {
                isDone = !refused.obstacle().mayHeal();
            }
        }
        progress.pass(code, dead.offset(), isDone);
    }
}

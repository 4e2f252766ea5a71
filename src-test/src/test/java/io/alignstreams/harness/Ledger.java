package io.alignstreams.harness;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * What was promised of every image event that was sent. Only what a broker acknowledged is owed; what is in doubt may be
 * there or not, but not wrong. Any number of threads may write in it.
 */
public final class Ledger {
    private final ConcurrentLinkedQueue<Entry> entries = new ConcurrentLinkedQueue<>();

    private record Entry(String id, List<String> outcomes, Future<RecordMetadata> sent) {}

    /** Notes what a record that is on its way has to become. */
    public void promise(String id, Future<RecordMetadata> sent, String... outcomes) {
        entries.add(new Entry(id, Arrays.stream(outcomes).sorted().toList(), sent));
    }

    /** Notes what a record that is there has to become. */
    public void promise(String id, ConsumerRecord<?, ?> there, String... outcomes) {
        TopicPartition partition = new TopicPartition(there.topic(), there.partition());
        promise(
                id,
                CompletableFuture.completedFuture(
                        new RecordMetadata(partition, there.offset(), 0, there.timestamp(), -1, -1)),
                outcomes);
    }

    public int size() {
        return entries.size();
    }

    /** Compares with what came out. */
    public Account settle(Outcomes outcomes) throws InterruptedException {
        Map<Position, List<String>> left =
                new TreeMap<>(Comparator.comparing(Position::partition).thenComparing(Position::offset));
        left.putAll(outcomes.byPosition());
        List<List<String>> inDoubt = new ArrayList<>();
        Account account = new Account();
        for (Entry entry : entries) {
            try {
                Position position = Position.of(entry.sent().get());
                List<String> found = left.remove(position);
                account.acknowledged(
                        entry.id() + " at " + position, entry.outcomes(), found == null ? List.of() : found);
            } catch (ExecutionException e) {
                inDoubt.add(entry.outcomes());
                account.inDoubt(entry.id(), e.getCause());
            }
        }
        left.forEach((position, found) -> account.unexpected(position, found, inDoubt.remove(found)));
        return account;
    }
}

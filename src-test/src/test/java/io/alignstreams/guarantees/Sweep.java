package io.alignstreams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import io.alignstreams.harness.Ledger;
import io.alignstreams.harness.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;

/** Records each a byte larger than the one before, some of which fit and the others do not: a limit lies between two of them. */
final class Sweep {
    private final String name;
    private final List<Future<RecordMetadata>> sent;

    /** Sends a record, {@code number} bytes larger than the first. */
    @FunctionalInterface
    interface Sender {
        Future<RecordMetadata> send(int number) throws Exception;
    }

    private Sweep(String name, List<Future<RecordMetadata>> sent) {
        this.name = name;
        this.sent = sent;
    }

    /** Sends records to one partition that its broker takes. */
    static Sweep send(String name, int count, Sender sender) throws Exception {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            sent.add(sender.send(number));
        }
        return new Sweep(name, sent);
    }

    /** Sends records, each as a batch of its own, until the broker refuses them; and a few more, which it has to refuse. */
    static Sweep throughTheDoor(String name, int count, Sender sender) throws Exception {
        List<Future<RecordMetadata>> taken = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            Future<RecordMetadata> record = sender.send(number);
            if (isTaken(record)) {
                assertThat(taken)
                        .as(name + ": the broker takes all up to a size")
                        .hasSize(number);
                taken.add(record);
            }
        }
        assertThat(taken).as(name + ": some are refused by the broker").hasSizeBetween(1, count - 1);
        return new Sweep(name, taken);
    }

    private static boolean isTaken(Future<RecordMetadata> record) throws InterruptedException {
        try {
            record.get();
            return true;
        } catch (ExecutionException e) {
            assertThat(e).hasCauseInstanceOf(RecordTooLargeException.class);
            return false;
        }
    }

    int size() {
        return sent.size();
    }

    Position position(int number) throws Exception {
        return Position.of(sent.get(number).get());
    }

    /** How many fit. They have to be the smallest ones, and some have to be larger. */
    int fitting(Predicate<Position> fits) throws Exception {
        List<Position> positions = new ArrayList<>();
        for (int number = 0; number < size(); number++) {
            positions.add(position(number));
        }
        int count = (int) positions.stream().filter(fits).count();
        assertThat(count).as(name + ": records that fit").isBetween(1, size() - 1);
        assertThat(positions.subList(0, count))
                .as(name + ": all up to a size fit")
                .allMatch(fits);
        return count;
    }

    /** Promises what becomes of the records from {@code first} to before {@code end}. */
    void promise(Ledger ledger, int first, int end, String... outcomes) {
        for (int number = first; number < end; number++) {
            ledger.promise(name + " #" + number, sent.get(number), outcomes);
        }
    }
}

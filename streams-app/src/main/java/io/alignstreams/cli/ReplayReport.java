package io.alignstreams.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alignstreams.replay.Replay;
import io.alignstreams.replay.Verdict;
import io.alignstreams.topology.DeadLetters;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;

/** Tells what becomes of dead letters, and counts what is done. */
final class ReplayReport implements Replay.Listener, AutoCloseable {
    private static final int PROGRESS_EVERY = 1_000;

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean dryRun;
    private final boolean asJson;
    private final Map<String, Integer> decided = new TreeMap<>();
    private final Map<String, Integer> decidedAgainst = new TreeMap<>();
    private final Map<String, Integer> replayed = new TreeMap<>();
    private final Map<String, Integer> refused = new TreeMap<>();
    private int told;

    ReplayReport(PrintWriter out, PrintWriter err, boolean dryRun, boolean asJson) {
        this.out = out;
        this.err = err;
        this.dryRun = dryRun;
        this.asJson = asJson;
    }

    @Override
    public void stampsAnew(String topic) {
        err.println("align-streams: warning: topic " + topic + ": expected message.timestamp.type CreateTime, found"
                + " another; replayed records happen when they arrive there");
    }

    @Override
    public void decided(ConsumerRecord<byte[], byte[]> dead, Verdict verdict) {
        ConsumerRecord<String, byte[]> named = named(dead);
        String code = Rows.header(named, DeadLetters.HEADER_CODE);
        if (verdict instanceof Verdict.Replayed back) {
            decided.merge(code + " to " + back.record().topic(), 1, Integer::sum);
            if (dryRun) {
                out.println(
                        asJson
                                ? json(named, true)
                                : Rows.replayed(named, back.record().topic()));
            }
        } else if (verdict instanceof Verdict.Refused not) {
            decidedAgainst.merge(not.obstacle().words(), 1, Integer::sum);
            if (dryRun && asJson) {
                out.println(
                        json(named, false).put("error", not.obstacle().name()).put("message", not.message()));
            } else {
                err.println("align-streams: " + new TopicPartition(dead.topic(), dead.partition()) + "@" + dead.offset()
                        + ": not replayed: " + code + " '" + named.key() + "': " + not.message());
            }
        }
    }

    private static ObjectNode json(ConsumerRecord<String, byte[]> dead, boolean isReplayed) {
        return Json.record(dead, null).put("replay", isReplayed);
    }

    /** The same with its key as text. */
    private static ConsumerRecord<String, byte[]> named(ConsumerRecord<byte[], byte[]> dead) {
        return new ConsumerRecord<>(
                dead.topic(),
                dead.partition(),
                dead.offset(),
                dead.timestamp(),
                TimestampType.CREATE_TIME,
                dead.serializedKeySize(),
                dead.serializedValueSize(),
                dead.key() == null ? null : new String(dead.key(), StandardCharsets.UTF_8),
                dead.value(),
                dead.headers(),
                Optional.empty());
    }

    @Override
    public void done() {
        decided.forEach((what, count) -> replayed.merge(what, count, Integer::sum));
        decidedAgainst.forEach((why, count) -> refused.merge(why, count, Integer::sum));
        decided.clear();
        decidedAgainst.clear();
        int now = sum(replayed) / PROGRESS_EVERY;
        if (!dryRun && now > told) {
            told = now;
            err.println(sum(replayed) + " replayed");
        }
    }

    int refused() {
        return sum(refused);
    }

    private static int sum(Map<String, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    private static String list(Map<String, Integer> counts) {
        return counts.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining(", "));
    }

    /** Tells how many there were, of those that are done. */
    @Override
    public void close() {
        String which = replayed.isEmpty() ? "" : " (" + list(replayed) + ")";
        String not = refused.isEmpty() ? "" : ": " + list(refused);
        (asJson ? err : out)
                .println((dryRun ? "would replay " : "replayed ") + sum(replayed) + " dead letters" + which + ", "
                        + sum(refused) + " not" + not);
    }
}

package io.alignstreams.replay;

import io.alignstreams.topology.Code;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters of a partition are done with: all below an offset, but for those of some codes that were left behind.
 *
 * <p>It is kept in the group's committed offset, the first that is not done with, and in that offset's metadata, such as
 * {@code 500 LABEL_SET_UNKNOWN=17-40,90-91}: all below 500 but for these. What is left behind of one code is one range for
 * as long as nothing of that code lies between that is done with, whatever lies there of other codes.
 */
final class Progress {
    /** A code that is none of ours. */
    static final String OTHER = "OTHER";

    private static final List<String> CODES = Stream.concat(
                    Arrays.stream(Code.values()).map(Code::name), Stream.of(OTHER))
            .toList();

    /** Brokers take 4,096 bytes by default. */
    private static final int MOST_METADATA = 4_096;

    private final SortedMap<String, Offsets> left = new TreeMap<>();
    private long end;

    /** Where the range of a code's dead letters began that are left behind, in what is being read. */
    private final Map<String, Long> leaving = new HashMap<>();

    private final Map<String, Offsets> seen = new HashMap<>();
    private long position;

    private Progress(long end) {
        this.end = end;
        CODES.forEach(code -> left.put(code, new Offsets()));
    }

    /**
     * Reads what was committed.
     *
     * @param committed null if nothing was
     * @param beginning the first offset that the partition still has
     * @throws IllegalArgumentException if somebody else committed something
     */
    static Progress of(@Nullable OffsetAndMetadata committed, long beginning) {
        Progress progress = new Progress(committed == null ? beginning : committed.offset());
        if (committed != null && !committed.metadata().isEmpty()) {
            String[] words = committed.metadata().split(" ", -1);
            progress.end = Long.parseLong(words[0]);
            for (String word : Arrays.asList(words).subList(1, words.length)) {
                String[] pair = word.split("=", -1);
                if (pair.length != 2 || !CODES.contains(pair[0])) {
                    throw new IllegalArgumentException("expected a code and offsets, found '" + word + "'");
                }
                progress.left.put(pair[0], Offsets.parse(pair[1]));
            }
        }
        progress.left.values().forEach(offsets -> offsets.remove(0, beginning));
        progress.end = Math.max(progress.end, beginning);
        return progress;
    }

    /** A code as it is known here. */
    static String bucket(String code) {
        return CODES.contains(code) ? code : OTHER;
    }

    /** All codes, if none is chosen. */
    private static Collection<String> orAll(Collection<String> codes) {
        return codes.isEmpty() ? CODES : codes;
    }

    private Offsets left(String code) {
        return Objects.requireNonNull(left.get(code), code);
    }

    /** Takes back that dead letters from an offset on are done with. */
    void forget(Collection<String> codes, long from) {
        orAll(codes).forEach(code -> left(code).add(from, end));
    }

    /** Ranges in which dead letters may lie that are not done with. */
    Map<Long, Long> due(Collection<String> codes, long from, long to) {
        Offsets due = new Offsets();
        orAll(codes).forEach(code -> due.addAll(left(code)));
        due.add(end, to);
        due.remove(0, from);
        due.remove(to, Long.MAX_VALUE);
        return due.ranges();
    }

    boolean isDone(String code, long offset) {
        return offset < end && !left(code).contains(offset);
    }

    /** Begins to read at an offset. */
    void begin(long from) {
        if (from > end) {
            left.values().forEach(offsets -> offsets.add(end, from));
            end = from;
        }
        position = from;
        leaving.clear();
        seen.clear();
    }

    /** Says what became of the next dead letter that was read. */
    void pass(String code, long offset, boolean isDone) {
        if (isDone) {
            leaving.remove(code);
        } else {
            long from = leaving.computeIfAbsent(code, none -> offset);
            seen.computeIfAbsent(code, none -> new Offsets()).add(from, offset + 1);
        }
    }

    /** Says that every dead letter below an offset was read. */
    void moveTo(long offset) {
        left.values().forEach(offsets -> offsets.remove(position, offset));
        seen.forEach((code, offsets) -> left(code).addAll(offsets));
        seen.clear();
        position = offset;
        end = Math.max(end, offset);
    }

    /**
     * What is to be committed.
     *
     * @throws ReplayException if what is left behind is in more pieces than a committed offset can name
     */
    OffsetAndMetadata toOffset(TopicPartition partition) {
        long first = left.values().stream()
                .filter(offsets -> !offsets.isEmpty())
                .mapToLong(Offsets::first)
                .min()
                .orElse(end);
        if (first == end) {
            return new OffsetAndMetadata(end);
        }
        String metadata = left.entrySet().stream()
                .filter(entry -> !entry.getValue().isEmpty())
                .map(entry -> " " + entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining("", String.valueOf(end), ""));
        if (metadata.length() > MOST_METADATA) {
            throw new ReplayException(
                    "partition " + partition + ": expected what is left behind to be named in " + MOST_METADATA
                            + " bytes, found " + metadata.length()
                            + "; remove what keeps dead letters from being replayed, or replay without --code and --since");
        }
        return new OffsetAndMetadata(first, metadata);
    }
}

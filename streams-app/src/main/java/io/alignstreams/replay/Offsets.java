package io.alignstreams.replay;

import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A set of offsets, as ranges in their order; a range begins with its first offset and ends before its second. */
final class Offsets {
    private final TreeMap<Long, Long> ranges = new TreeMap<>();

    /** Reads what {@link #toString} writes. */
    static Offsets parse(String text) {
        Offsets offsets = new Offsets();
        for (String range : text.split(",", -1)) {
            String[] ends = range.split("-", -1);
            if (ends.length != 2) {
                throw new NumberFormatException("expected a range of offsets, found '" + range + "'");
            }
            offsets.add(Long.parseLong(ends[0]), Long.parseLong(ends[1]));
        }
        return offsets;
    }

    void add(long from, long to) {
        if (from >= to) {
            return;
        }
        long start = from;
        long end = to;
        Map.Entry<Long, Long> touching = ranges.floorEntry(to);
        while (touching != null && touching.getValue() >= from) {
            start = Math.min(start, touching.getKey());
            end = Math.max(end, touching.getValue());
            ranges.remove(touching.getKey());
            touching = ranges.floorEntry(to);
        }
        ranges.put(start, end);
    }

    void addAll(Offsets other) {
        other.ranges.forEach(this::add);
    }

    void remove(long from, long to) {
        Map.Entry<Long, Long> overlapping = ranges.lowerEntry(to);
        while (from < to && overlapping != null && overlapping.getValue() > from) {
            ranges.remove(overlapping.getKey());
            add(overlapping.getKey(), from);
            add(to, overlapping.getValue());
            overlapping = ranges.lowerEntry(to);
        }
    }

    boolean contains(long offset) {
        Map.Entry<Long, Long> range = ranges.floorEntry(offset);
        return range != null && offset < range.getValue();
    }

    boolean isEmpty() {
        return ranges.isEmpty();
    }

    /**
     * The first of all.
     *
     * @throws NoSuchElementException if there is none
     */
    long first() {
        return ranges.firstKey();
    }

    /** The ranges, which do not touch each other, by what they begin with. */
    Map<Long, Long> ranges() {
        return new TreeMap<>(ranges);
    }

    @Override
    public String toString() {
        return ranges.entrySet().stream()
                .map(range -> range.getKey() + "-" + range.getValue())
                .collect(Collectors.joining(","));
    }
}

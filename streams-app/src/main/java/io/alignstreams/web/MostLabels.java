package io.alignstreams.web;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Bounds the series of those meters of ours whose tags are names that users choose, which may be any number of. */
final class MostLabels implements MeterFilter {
    private static final String OTHER = "other";
    private static final String OURS = "align.";
    private static final Set<String> CHOSEN = Set.of("label_set", "group", "label", "action");

    private final int most;
    private final Map<String, Set<List<Tag>>> seen = new ConcurrentHashMap<>();

    MostLabels(int most) {
        this.most = most;
    }

    @Override
    public Meter.Id map(Meter.Id id) {
        List<Tag> tags = id.getTags();
        boolean isChosen =
                id.getName().startsWith(OURS) && tags.stream().anyMatch(tag -> CHOSEN.contains(tag.getKey()));
        if (!isChosen || isTaken(id.getName(), tags)) {
            return id;
        }
        return id.replaceTags(tags.stream()
                .map(tag -> CHOSEN.contains(tag.getKey()) ? Tag.of(tag.getKey(), OTHER) : tag)
                .toList());
    }

    private boolean isTaken(String name, List<Tag> tags) {
        Set<List<Tag>> series = seen.computeIfAbsent(name, key -> new HashSet<>());
        synchronized (series) {
            return series.contains(tags) || (series.size() < most && series.add(tags));
        }
    }
}

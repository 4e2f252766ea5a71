package io.alignstreams.harness;

import io.alignstreams.config.Topics;
import io.alignstreams.schemas.ClassificationEvent;
import io.alignstreams.schemas.EmbeddingEvent;
import io.alignstreams.schemas.Lineage;
import io.alignstreams.topology.DeadLetters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What came out for every image event, as those see it who read committed records: its outcomes, sorted. */
public final class Outcomes {
    private final Map<Position, List<String>> found = new HashMap<>();

    private Outcomes() {}

    /** An image that has an embedding event. */
    public static String embedded() {
        return "embedded";
    }

    /** A classification by a version of a label set. */
    public static String classified(String labelSet, long version) {
        return "classified " + labelSet + "@" + version;
    }

    /** A dead letter of the whole image event. */
    public static String refused(String code) {
        return refused(code, null);
    }

    /**
     * A dead letter.
     *
     * @param labelSet null if it is one of the whole image event
     */
    public static String refused(String code, String labelSet) {
        return "refused " + code + " " + labelSet;
    }

    /** Reads all outputs; nobody may have a transaction open on them. */
    public static Outcomes read(Stream stream) {
        Topics topics = stream.config.topics();
        Outcomes outcomes = new Outcomes();
        stream.read(topics.imageClassifications(), record -> {
            ClassificationEvent event = stream.value(record, ClassificationEvent.class);
            outcomes.add(of(event.getLineage()), classified(event.getLabelSet(), event.getLabelSetVersion()));
        });
        stream.read(
                topics.imageEmbeddings(),
                record -> outcomes.add(
                        of(stream.value(record, EmbeddingEvent.class).getLineage()), embedded()));
        outcomes.addRefusals(stream, topics.imageEvents());
        outcomes.found.values().forEach(each -> each.sort(null));
        return outcomes;
    }

    /** Reads which records of another topic than image-events were refused. */
    public static Outcomes refusals(Stream stream, String source) {
        Outcomes outcomes = new Outcomes();
        outcomes.addRefusals(stream, source);
        outcomes.found.values().forEach(each -> each.sort(null));
        return outcomes;
    }

    private void addRefusals(Stream stream, String source) {
        stream.read(stream.config.topics().deadLetters(), record -> {
            if (source.equals(Stream.header(record, DeadLetters.HEADER_TOPIC))) {
                add(
                        Position.ofSource(record),
                        refused(
                                Stream.header(record, DeadLetters.HEADER_CODE),
                                Stream.header(record, DeadLetters.HEADER_LABEL_SET)));
            }
        });
    }

    private static Position of(Lineage lineage) {
        return new Position(lineage.getPartition(), lineage.getOffset());
    }

    private void add(Position position, String outcome) {
        found.computeIfAbsent(position, key -> new ArrayList<>()).add(outcome);
    }

    /** By image event; those that have none are not there. */
    public Map<Position, List<String>> byPosition() {
        return found;
    }
}

package io.alignstreams.topology;

import io.alignstreams.schemas.Emit;
import io.alignstreams.schemas.GroupType;
import io.alignstreams.schemas.ImageEvent;
import io.alignstreams.schemas.Label;
import io.alignstreams.schemas.LabelGroup;
import io.alignstreams.schemas.LabelSet;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Makes events for tests. */
final class Events {
    private Events() {}

    static ImageEvent image(String words, String... labelSets) {
        return new ImageEvent(
                ByteBuffer.wrap(words.getBytes(StandardCharsets.UTF_8)),
                List.of(labelSets),
                "camera 7",
                Map.of("shop", "north"),
                "");
    }

    /** One exclusive group whose labels' names are their prompts. */
    static LabelSet labelSet(String... labels) {
        return labelSet(Emit.TOP_K, 20, exclusive("things", labels));
    }

    static LabelSet labelSet(Emit emit, int topK, LabelGroup... groups) {
        return new LabelSet(List.of(groups), emit, topK);
    }

    static LabelGroup exclusive(String name, String... labels) {
        return new LabelGroup(
                name,
                GroupType.EXCLUSIVE,
                List.of(),
                Stream.of(labels).map(label -> label(label, 0.5, 0, "allow")).toList());
    }

    static Label label(String name, double threshold, int severity, String action) {
        return new Label(name, List.of(), List.of(), List.of(), threshold, severity, action);
    }
}

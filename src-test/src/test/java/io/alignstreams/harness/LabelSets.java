package io.alignstreams.harness;

import io.alignstreams.schemas.Emit;
import io.alignstreams.schemas.GroupType;
import io.alignstreams.schemas.Label;
import io.alignstreams.schemas.LabelGroup;
import io.alignstreams.schemas.LabelSet;
import java.util.List;
import java.util.stream.Stream;

/** Makes label sets. */
public final class LabelSets {
    private LabelSets() {}

    /** One exclusive group whose labels' names are their prompts. */
    public static LabelSet of(String... labels) {
        return new LabelSet(
                List.of(new LabelGroup(
                        "things",
                        GroupType.EXCLUSIVE,
                        List.of(),
                        Stream.of(labels)
                                .map(name -> new Label(
                                        name, List.of(), List.of("a photo of {}"), List.of(), 0.5, 0, "review"))
                                .toList())),
                Emit.TOP_K,
                20);
    }
}

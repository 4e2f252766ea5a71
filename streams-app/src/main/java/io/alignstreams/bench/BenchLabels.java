package io.alignstreams.bench;

import io.alignstreams.schemas.Emit;
import io.alignstreams.schemas.GroupType;
import io.alignstreams.schemas.Label;
import io.alignstreams.schemas.LabelGroup;
import io.alignstreams.schemas.LabelSet;
import java.util.List;
import java.util.stream.IntStream;

/** Label sets of any size. */
final class BenchLabels {
    private static final int TOP_K = 20;

    private BenchLabels() {}

    /**
     * One exclusive group of labels with one prompt each.
     *
     * @param prompts what stands in every prompt, so that others make other prompts
     */
    static LabelSet of(int labels, String prompts) {
        return of(labels, 0, prompts, "");
    }

    /**
     * One exclusive group of labels with one prompt each.
     *
     * @param changed how many of them have {@code newPrompts} in place of {@code prompts}
     */
    static LabelSet of(int labels, int changed, String prompts, String newPrompts) {
        return new LabelSet(
                List.of(new LabelGroup(
                        "things",
                        GroupType.EXCLUSIVE,
                        List.of(),
                        IntStream.range(0, labels)
                                .mapToObj(i -> new Label(
                                        "thing " + i,
                                        List.of((i < changed ? newPrompts : prompts) + " " + i),
                                        List.of("a photo of a {}"),
                                        List.of(),
                                        0.5,
                                        0,
                                        "review"))
                                .toList())),
                Emit.TOP_K,
                TOP_K);
    }
}

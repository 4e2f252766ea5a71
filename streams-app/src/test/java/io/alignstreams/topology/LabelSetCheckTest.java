package io.alignstreams.topology;

import static io.alignstreams.topology.Events.exclusive;
import static io.alignstreams.topology.Events.image;
import static io.alignstreams.topology.Events.label;
import static io.alignstreams.topology.Events.labelSet;
import static io.alignstreams.topology.Pipeline.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.alignstreams.schemas.Emit;
import io.alignstreams.schemas.GroupType;
import io.alignstreams.schemas.Label;
import io.alignstreams.schemas.LabelGroup;
import io.alignstreams.schemas.LabelSet;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which label sets are refused, and that refusing one leaves the version before it in force. */
class LabelSetCheckTest {
    @TempDir
    Path directory;

    static Stream<Arguments> invalid() {
        return Stream.of(
                Arguments.of(LabelSet.newBuilder().build(), "expected at least one group, found none"),
                Arguments.of(labelSet(), "group 'things': expected at least one label, found none"),
                Arguments.of(labelSet(Emit.TOP_K, 0, exclusive("g", "a")), "expected top_k to be at least 1, found 0"),
                Arguments.of(labelSet(""), "group 'things': label '': expected a name, found none"),
                Arguments.of(
                        labelSet("a", "a"), "group 'things': label 'a': expected a name of its own, found it twice"),
                Arguments.of(
                        labelSet(Emit.ALL, 1, exclusive("g", "a"), exclusive("g", "b")),
                        "group 'g': expected a name of its own, found it twice"),
                Arguments.of(
                        with(new Label("a", List.of("x", " "), List.of(), List.of(), 0.5, 0, "allow")),
                        "group 'g': label 'a': expected prompts that are not empty, found an empty one"),
                Arguments.of(
                        with(new Label("a", List.of(), List.of("photo"), List.of(), 0.5, 0, "allow")),
                        "group 'g': label 'a': expected templates with {} in them, found 'photo'"),
                Arguments.of(
                        with(new Label("a", List.of(), List.of(), List.of("not a"), 0.5, 0, "allow")),
                        "group 'g': label 'a': expected no negatives in an exclusive group; use the group's none"
                                + " prompts"),
                Arguments.of(
                        with(label("a", 1.5, 0, "allow")),
                        "group 'g': label 'a': expected a threshold from 0 to 1, found 1.5"),
                Arguments.of(
                        with(label("a", Double.NaN, 0, "allow")),
                        "group 'g': label 'a': expected a threshold from 0 to 1, found NaN"),
                Arguments.of(with(label("a", 0.5, 0, "")), "group 'g': label 'a': expected an action, found none"),
                Arguments.of(
                        labelSet(
                                Emit.ALL,
                                1,
                                new LabelGroup(
                                        "g", GroupType.EXCLUSIVE, List.of(""), List.of(label("a", 0.5, 0, "allow")))),
                        "group 'g': expected none prompts that are not empty, found an empty one"),
                Arguments.of(
                        labelSet(
                                Emit.ALL,
                                1,
                                new LabelGroup(
                                        "g", GroupType.INDEPENDENT, List.of(), List.of(label("a", 0.5, 0, "allow")))),
                        "group 'g': label 'a': expected at least one negative in an independent group, found none"));
    }

    private static LabelSet with(Label label) {
        return labelSet(Emit.ALL, 1, new LabelGroup("g", GroupType.EXCLUSIVE, List.of(), List.of(label)));
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void shouldRefuseALabelSetThatBreaksARule(LabelSet labelSet, String message) {
        try (Pipeline pipeline = new Pipeline(directory, Map.of())) {
            pipeline.apply("set", labelSet("car"), NOW.minusSeconds(60));
            pipeline.apply("set", labelSet, NOW.minusSeconds(30));

            assertThat(pipeline.labelDeadLetters())
                    .extracting(Pipeline.Dead::key, Pipeline.Dead::code, Pipeline.Dead::labelSet, dead -> dead.headers()
                            .get("align.message"))
                    .containsExactly(tuple("set", "LABEL_SET_INVALID", "set", message));
            pipeline.image("image", image("car", "set"), NOW);
            assertThat(pipeline.classifications().get(0).getLabelSetVersion()).isZero();
        }
    }

    @Test
    void shouldRefuseALabelWhosePromptsCancelEachOtherOut() {
        try (Pipeline pipeline = new Pipeline(directory, Map.of())) {
            pipeline.apply(
                    "set", with(new Label("a", List.of("car", "-car"), List.of(), List.of(), 0.5, 0, "allow")), NOW);

            assertThat(pipeline.labelDeadLetters())
                    .extracting(Pipeline.Dead::code, Pipeline.Dead::labelSet, dead -> dead.headers()
                            .get("align.message"))
                    .containsExactly(tuple(
                            "LABEL_SET_INVALID",
                            "set",
                            "texts [car, -car] have no common direction: expected a vector of finite length above 0,"
                                    + " found one of length 0.0"));
        }
    }

    @Test
    void shouldStopWithoutAnOutcomeWhenTheModelFails() {
        try (Pipeline pipeline = new Pipeline(directory, Map.of())) {
            assertThatThrownBy(() -> pipeline.apply("set", labelSet("NaN"), NOW))
                    .hasRootCauseMessage("expected a vector of finite length above 0, found one of length NaN");
            assertThat(pipeline.labelDeadLetters()).isEmpty();
        }
    }

    @Test
    void shouldNameTheFirstOfManyFaults() {
        LabelSet labelSet = labelSet(IntStream.range(0, 9).mapToObj(i -> "").toArray(String[]::new));
        try (Pipeline pipeline = new Pipeline(directory, Map.of())) {
            pipeline.apply("set", labelSet, NOW);

            assertThat(pipeline.labelDeadLetters().get(0).headers().get("align.message"))
                    .endsWith("; and 12 more");
        }
    }

    @Test
    void shouldRefuseALabelSetThatIsTooLarge() {
        try (Pipeline pipeline = new Pipeline(
                directory,
                Map.of(
                        "align.labels.max", "3",
                        "align.label.texts.max", "4",
                        "align.label.set.embeddings.bytes.max", "1024"))) {
            pipeline.apply("labels", labelSet("a", "b", "c", "d"), NOW);
            Label texts = new Label("a", List.of("1", "2", "3", "4", "5"), List.of(), List.of(), 0.5, 0, "allow");
            pipeline.apply("texts", with(texts), NOW);
            pipeline.apply("bytes", labelSet("a".repeat(1000)), NOW);
            pipeline.apply("fits", labelSet("a", "b", "c"), NOW);

            assertThat(pipeline.labelDeadLetters())
                    .extracting(Pipeline.Dead::key, Pipeline.Dead::code, Pipeline.Dead::labelSet)
                    .containsExactly(
                            tuple("labels", "LABEL_SET_TOO_LARGE", "labels"),
                            tuple("texts", "LABEL_SET_TOO_LARGE", "texts"),
                            tuple("bytes", "LABEL_SET_TOO_LARGE", "bytes"));
            pipeline.image("image", image("car", "fits"), NOW);
            assertThat(pipeline.classifications()).hasSize(1);
        }
    }

    @Test
    void shouldRefuseALabelSetOfMoreTextsThanThereIsMemoryFor() {
        List<String> prompts = IntStream.range(0, 20_000).mapToObj(i -> "p" + i).toList();
        List<String> templates = prompts.stream().map(prompt -> "{} " + prompt).toList();
        Label texts = new Label("a", prompts, templates, List.of(), 0.5, 0, "allow");
        Label characters = new Label(
                "a", List.of("p".repeat(1_000_000)), List.of("{}".repeat(500_000)), List.of(), 0.5, 0, "allow");
        try (Pipeline pipeline = new Pipeline(directory, Map.of())) {
            pipeline.apply("texts", with(texts), NOW);
            pipeline.apply("characters", with(characters), NOW);

            assertThat(pipeline.labelDeadLetters())
                    .extracting(Pipeline.Dead::labelSet, Pipeline.Dead::code, dead -> dead.headers()
                            .get("align.message"))
                    .containsExactly(
                            tuple(
                                    "texts",
                                    "LABEL_SET_TOO_LARGE",
                                    "expected at most 8000 texts (prompts times templates), found 400000000"),
                            tuple(
                                    "characters",
                                    "LABEL_SET_TOO_LARGE",
                                    "expected at most 16000000 characters in all texts (prompts times templates), found"
                                            + " 500000000000"));
        }
    }

    @Test
    void shouldRefuseALabelSetOfMoreFaultsThanThereIsMemoryFor() {
        List<String> templates =
                IntStream.range(0, 20_000).mapToObj(i -> "photo").toList();
        Label label = new Label("a".repeat(1_000_000), List.of(), templates, List.of(), 0.5, 0, "allow");
        try (Pipeline pipeline = new Pipeline(directory, Map.of())) {
            pipeline.apply("set", with(label), NOW);

            assertThat(pipeline.labelDeadLetters().get(0).headers().get("align.message"))
                    .startsWith("group 'g': label '" + "a".repeat(100) + "…': expected templates with {} in them, found"
                            + " 'photo'; ")
                    .endsWith("; and 19995 more");
        }
    }

    @Test
    void shouldCountTextsWithoutMakingThem() {
        LabelGroup exclusive = new LabelGroup(
                "exclusive",
                GroupType.EXCLUSIVE,
                List.of("none", "other"),
                List.of(
                        new Label("a", List.of("x", "yy"), List.of("{}", "a {} or {}"), List.of(), 0.5, 0, "allow"),
                        label("named", 0.5, 0, "allow")));
        LabelGroup independent = new LabelGroup(
                "independent",
                GroupType.INDEPENDENT,
                List.of(),
                List.of(new Label("b", List.of(), List.of("of {}"), List.of("n", "m"), 0.5, 0, "allow")));
        LabelSet labelSet = labelSet(Emit.ALL, 1, exclusive, independent);

        List<String> texts =
                LabelClasses.of(labelSet).stream().flatMap(List::stream).toList();
        assertThat(LabelSetSize.of(labelSet))
                .isEqualTo(new LabelSetSize(
                        texts.size(), texts.stream().mapToLong(String::length).sum()));
        assertThat(LabelClasses.count(labelSet))
                .isEqualTo(LabelClasses.of(labelSet).size());
    }

    @Test
    void shouldRefuseWhatIsNoLabelSet() {
        try (Pipeline pipeline = new Pipeline(directory, Map.of())) {
            byte[] good = pipeline.bytes("label-sets", labelSet("car"));
            long now = NOW.toEpochMilli();
            pipeline.labelSetBytes(null, good, now);
            pipeline.labelSetBytes(null, null, now);
            pipeline.labelSetBytes("set", new byte[] {9, 9}, now);
            pipeline.labelSetBytes("set", new byte[] {0, 0, 0, 0, 77, 0}, now);
            pipeline.labelSetBytes("set", good, now + 600_001);
            pipeline.labelSetBytes("set", good, now);

            assertThat(pipeline.labelDeadLetters())
                    .extracting(Pipeline.Dead::code, Pipeline.Dead::labelSet)
                    .containsExactly(
                            tuple("KEY_NULL", null),
                            tuple("KEY_NULL", null),
                            tuple("NOT_AVRO", "set"),
                            tuple("SCHEMA_UNKNOWN", "set"),
                            tuple("BAD_TIMESTAMP", "set"));
            pipeline.image("image", image("car", "set"), NOW);
            assertThat(pipeline.classifications().get(0).getLabelSetVersion()).isEqualTo(5);
        }
    }
}

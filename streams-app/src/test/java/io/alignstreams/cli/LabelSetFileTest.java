package io.alignstreams.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alignstreams.config.AlignStreamsConfig;
import io.alignstreams.schemas.Emit;
import io.alignstreams.schemas.GroupType;
import io.alignstreams.schemas.Label;
import io.alignstreams.schemas.LabelGroup;
import io.alignstreams.schemas.LabelSet;
import io.alignstreams.serde.TrustedClasses;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class LabelSetFileTest {
    @TempDir
    Path directory;

    @Test
    void shouldReadEveryField() {
        LabelSetFile file = LabelSetFile.parse("set.yaml", """
                id: moderation
                groups:
                  - name: content
                    type: exclusive
                    none: [an ordinary picture]
                    labels:
                      - name: weapon
                        prompts: [a gun, a knife]
                        templates: ["a photo of {}"]
                        threshold: 0.8
                        severity: 10
                        action: block
                  - name: style
                    type: independent
                    labels:
                      - {name: blurred, negatives: [a sharp photo]}
                emit: crossed
                top_k: 3
                """);

        assertThat(file.requiredId()).isEqualTo("moderation");
        Label weapon =
                new Label("weapon", List.of("a gun", "a knife"), List.of("a photo of {}"), List.of(), 0.8, 10, "block");
        Label blurred = new Label("blurred", List.of(), List.of(), List.of("a sharp photo"), 0.5, 0, "allow");
        assertThat(file.toLabelSet("set.yaml"))
                .isEqualTo(new LabelSet(
                        List.of(
                                new LabelGroup(
                                        "content",
                                        GroupType.EXCLUSIVE,
                                        List.of("an ordinary picture"),
                                        List.of(weapon)),
                                new LabelGroup("style", GroupType.INDEPENDENT, List.of(), List.of(blurred))),
                        Emit.CROSSED,
                        3));
    }

    @Test
    void shouldHaveTheSchemasDefaultsForWhatIsLeftOut() {
        TrustedClasses.trustGenerated();
        LabelSet labelSet =
                LabelSetFile.parse("set.yaml", "{id: a, groups: [{}]}").toLabelSet("set.yaml");

        assertThat(labelSet)
                .isEqualTo(LabelSet.newBuilder()
                        .setGroups(List.of(LabelGroup.newBuilder().build()))
                        .build());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hello | set.yaml, line 1: expected a label set, found: a value of another kind",
                "groups: [] | set.yaml: expected an id, found none",
                "'' | set.yaml, line 1: expected a label set, found: a value of another kind",
                "{id: a, grups: []} | set.yaml, line 1: expected a label set, found: unknown key grups",
                "{id: a, groups: [{labels: [{nam: b}]}]} | set.yaml, line 1: expected a label set, found: unknown key"
                        + " groups[0].labels[0].nam",
                "{id: a, groups: x} | set.yaml, line 1: expected a label set, found: a value of another kind at groups",
                "{id: a, groups: [{labels: [{threshold: high}]}]} | set.yaml, line 1: expected a label set, found: a"
                        + " value of another kind at groups[0].labels[0].threshold",
                "{id: a, emit: some} | set.yaml: expected one of [top-k, all, crossed], found 'some'",
                "{id: a, groups: [{type: any}]} | set.yaml: expected one of [exclusive, independent], found 'any'"
            })
    void shouldSayWhereAFileIsWrong(String yaml, String message) {
        assertThatThrownBy(() -> LabelSetFile.parse("set.yaml", yaml).toLabelSet("set.yaml"))
                .isInstanceOf(LabelSetFileException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "id: a;groups: [} | set.yaml, line 2: expected a label set, found: no YAML: ",
                "id: a;groups: [];groups: [] | set.yaml, line 3: expected a label set, found: Duplicate field 'groups'",
                "id: a;top_k: 1.7 | set.yaml, line 2: expected a label set, found: a value of another kind at top_k",
                "id: a;top_k: 3;emits: all | set.yaml, line 3: expected a label set, found: unknown key emits"
            })
    void shouldSayInWhichLineAFileIsWrong(String lines, String message) {
        assertThatThrownBy(() -> LabelSetFile.parse("set.yaml", lines.replace(';', '\n')))
                .isInstanceOf(LabelSetFileException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void shouldRefuseAFolderAndTextThatIsNotInUtf8() throws IOException {
        Path latin = Files.write(directory.resolve("latin-1.yaml"), "id: é".getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> LabelSetFile.read(directory))
                .isInstanceOf(LabelSetFileException.class)
                .hasMessage(directory + ": expected a label set in YAML, found a folder");
        assertThatThrownBy(() -> LabelSetFile.read(latin))
                .isInstanceOf(LabelSetFileException.class)
                .hasMessage(latin + ": expected text in UTF-8, found other bytes; save it as UTF-8");
    }

    static Stream<Path> samples() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("../config/labels"))) {
            return files.toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void shouldWriteWhatReadsBackTheSame(Path sample) throws IOException {
        LabelSetFile file = LabelSetFile.read(sample);
        LabelSet labelSet = LabelSets.check(new AlignStreamsConfig(Map.of()), sample.toString(), file);
        Path written = directory.resolve("written.yaml");
        Files.writeString(written, LabelSetFile.write(file.requiredId(), labelSet));

        LabelSetFile again = LabelSetFile.read(written);
        assertThat(again.requiredId()).isEqualTo(file.requiredId());
        assertThat(again.toLabelSet("again")).isEqualTo(labelSet);
    }

    @Test
    void shouldLoadTheSampleSettings() throws IOException {
        assertThat(AlignStreamsConfig.load(Path.of("../config/app.properties")).applicationId())
                .isEqualTo("align-streams");
    }
}

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
    void shouldReadEveryField() throws IOException {
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
    void shouldHaveTheSchemasDefaultsForWhatIsLeftOut() throws IOException {
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
            delimiterString = "=>",
            value = {
                "hello => line 1: expected a label set, found 'hello'",
                "'' => line 1: expected a label set, found nothing",
                "- a => line 1: expected a label set, found a list",
                "id: a%n---%nid: b => line 3: expected one label set in a file, found a second",
                "id: a%ngrups:%n  - name: b%ntop_k: 3 => line 2: expected one of the keys emit, groups, id, top_k, found grups",
                "id: a%ngroups:%n- labels:%n  - nam: b => line 4: expected one of the keys action, name, negatives,"
                        + " prompts, severity, templates, threshold, found groups[0].labels[0].nam",
                "id: a%ngroups: x => line 2: groups: expected a list, found 'x'",
                "id: a%ngroups: [x] => line 2: groups[0]: expected keys with values, found 'x'",
                "id: a%ngroups:%n- name: [x] => line 3: groups[0].name: expected a text, found a list",
                "id: a%ngroups: [{labels: [{threshold: high}]}] => line 2: groups[0].labels[0].threshold: expected a"
                        + " number, found 'high'",
                "id: a%ngroups: [{labels: [{severity: 1.7}]}] => line 2: groups[0].labels[0].severity: expected a whole"
                        + " number, found '1.7'",
                "id: a%ntop_k: 2.0 => line 2: top_k: expected a whole number, found '2.0'",
                "id: a%nid: b => line 2: expected every key once, found another 'id'",
                "id: a%ngroups:%n- name: b%n  name: c => line 4: expected every key once, found another 'name'",
                "id: a%nemit: \"all => line 2: expected YAML: found unexpected end of stream",
            })
    void shouldSayInWhichLineAFileIsWrong(String yaml, String message) {
        assertThatThrownBy(() -> LabelSetFile.parse("set.yaml", String.format(yaml)))
                .isInstanceOf(LabelSetFileException.class)
                .hasMessage("set.yaml, " + message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            value = {
                "groups: [] => expected an id, found none",
                "{id: a, emit: some} => expected one of [top-k, all, crossed], found 'some'",
                "{id: a, groups: [{type: any}]} => expected one of [exclusive, independent], found 'any'"
            })
    void shouldSayWhatIsWrongWithAValue(String yaml, String message) {
        assertThatThrownBy(() -> LabelSetFile.parse("set.yaml", yaml).toLabelSet("set.yaml"))
                .isInstanceOf(LabelSetFileException.class)
                .hasMessage("set.yaml: " + message);
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

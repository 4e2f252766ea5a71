package io.alignstreams.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.alignstreams.schemas.Emit;
import io.alignstreams.schemas.GroupType;
import io.alignstreams.schemas.Label;
import io.alignstreams.schemas.LabelGroup;
import io.alignstreams.schemas.LabelSet;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A label set as people write it, in YAML. What is left out has the default of the Avro schema.
 *
 * @param id the record's key
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record LabelSetFile(
        @Nullable String id,
        @Nullable List<Group> groups,
        @Nullable String emit,
        @Nullable Integer topK) {
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record Group(
            @Nullable String name,
            @Nullable String type,
            @Nullable List<String> none,
            @Nullable List<Item> labels) {}

    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record Item(
            @Nullable String name,
            @Nullable List<String> prompts,
            @Nullable List<String> templates,
            @Nullable List<String> negatives,
            @Nullable Double threshold,
            @Nullable Integer severity,
            @Nullable String action) {}

    /**
     * Reads a file.
     *
     * @throws LabelSetFileException if it is not such a file; the message names it, and the line
     */
    static LabelSetFile read(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new LabelSetFileException(file + ": expected a label set in YAML, found a folder");
        }
        try {
            return parse(file.toString(), Files.readString(file));
        } catch (CharacterCodingException e) {
            throw new LabelSetFileException(file + ": " + Faults.reason(e) + "; save it as UTF-8", e);
        }
    }

    static LabelSetFile parse(String name, String yaml) throws IOException {
        LabelSetFile parsed = LabelSetYaml.read(name, yaml);
        if (parsed == null || parsed.id == null || parsed.id.isBlank()) {
            throw new LabelSetFileException(name + ": expected an id, found none");
        }
        return parsed;
    }

    /** The id, which reading made sure of. */
    String requiredId() {
        return Objects.requireNonNull(id);
    }

    /** Makes the Avro record; {@code file} is named in errors. */
    LabelSet toLabelSet(String file) {
        return new LabelSet(
                list(groups).stream().map(group -> toGroup(group, file)).toList(),
                constant(Emit.class, emit, Emit.TOP_K, file),
                topK == null ? 20 : topK);
    }

    private static LabelGroup toGroup(Group group, String file) {
        return new LabelGroup(
                text(group.name),
                constant(GroupType.class, group.type, GroupType.EXCLUSIVE, file),
                list(group.none),
                list(group.labels).stream().map(LabelSetFile::toLabel).toList());
    }

    private static Label toLabel(Item item) {
        return new Label(
                text(item.name),
                list(item.prompts),
                list(item.templates),
                list(item.negatives),
                item.threshold == null ? 0.5 : item.threshold,
                item.severity == null ? 0 : item.severity,
                item.action == null ? "allow" : item.action);
    }

    /** Writes YAML that reads back as the same label set. */
    static String write(String id, LabelSet labelSet) throws IOException {
        return LabelSetYaml.write(new LabelSetFile(
                id,
                labelSet.getGroups().stream().map(LabelSetFile::ofGroup).toList(),
                Choice.spelt(labelSet.getEmit()),
                labelSet.getTopK()));
    }

    private static Group ofGroup(LabelGroup group) {
        return new Group(
                group.getName(),
                Choice.spelt(group.getType()),
                group.getNone(),
                group.getLabels().stream()
                        .map(label -> new Item(
                                label.getName(),
                                label.getPrompts(),
                                label.getTemplates(),
                                label.getNegatives(),
                                label.getThreshold(),
                                label.getSeverity(),
                                label.getAction()))
                        .toList());
    }

    private static <E extends Enum<E>> E constant(Class<E> type, @Nullable String text, E otherwise, String file) {
        if (text == null) {
            return otherwise;
        }
        for (E constant : type.getEnumConstants()) {
            if (Choice.spelt(constant).equals(text)) {
                return constant;
            }
        }
        List<String> known =
                List.of(type.getEnumConstants()).stream().map(Choice::spelt).toList();
        throw new LabelSetFileException(file + ": expected one of " + known + ", found '" + text + "'");
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static <T> List<T> list(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }
}

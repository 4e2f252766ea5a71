package io.alignstreams.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.alignstreams.serde.SchemaRegistryConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.Test;

/** The reference page says what the code does. With {@code -Dconfiguration.write=true} it is made anew. */
class ConfigurationPageTest {
    private static final Path PAGE = Path.of("../docs/configuration.md");

    @Test
    void shouldListEveryKey() throws IOException {
        String page = page();
        if (Boolean.getBoolean("configuration.write")) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(page);
    }

    private static String page() {
        StringBuilder page = new StringBuilder();
        page.append("# Configuration\n\n")
                .append(
                        "Settings are a `.properties` file, given with `--config`. Keys of ours begin with `align.`; one")
                .append(
                        " that is not in this table\nis refused at start. All other keys go to Kafka's clients, to Kafka")
                .append(" Streams and to the schema registry as they are.\n")
                .append("This page is generated from the definitions in the code.\n\n## align-streams\n");
        append(page, AlignKeys.DEFINITION);
        page.append(
                        "\n## Schema registry\n\nConfluent's keys and meanings. A key of theirs that is not here is refused, ")
                .append("since ignoring it would do something\nelse than it says.\n");
        append(page, SchemaRegistryConfig.DEFINITION);
        page.append("\n## Kafka Streams\n\n")
                .append(wrapped("What the application sets where the file does not, on the default settings above, with"
                        + " as many partitions as `align.topic.partitions` and one stream thread."
                        + " `processing.guarantee` and `topology.optimization` cannot be set otherwise. Exception"
                        + " handlers, a negative `max.task.idle.ms` and a producer's `max.request.size` or"
                        + " `buffer.memory` below the largest record are refused. `replication.factor`, of the changelog, is"
                        + " that of label-set-embeddings."));
        AlignStreamsConfig defaults = new AlignStreamsConfig(Map.of());
        StreamsProperties properties = new StreamsProperties(defaults);
        append(page, "<application.id>", properties.scoring(defaults.getInt(AlignKeys.TOPIC_PARTITIONS)));
        append(page, "<application.id>-labels", properties.labels());
        return page.toString();
    }

    private static void append(StringBuilder page, ConfigDef definition) {
        List<ConfigDef.ConfigKey> keys = definition.configKeys().values().stream()
                .sorted(Comparator.comparing((ConfigDef.ConfigKey key) -> key.importance)
                        .thenComparing(key -> key.name))
                .toList();
        for (ConfigDef.ConfigKey key : keys) {
            page.append("\n### `").append(key.name).append("`\n\n").append(wrapped(key.documentation));
            page.append("\n- Type: ").append(key.type.toString().toLowerCase(Locale.ROOT));
            page.append("\n- Default: ").append(defaultValue(key));
            if (key.validator != null) {
                page.append("\n- Valid: ").append(key.validator);
            }
            page.append("\n- Importance: ").append(key.importance.name().toLowerCase(Locale.ROOT));
            page.append('\n');
        }
    }

    private static String defaultValue(ConfigDef.ConfigKey key) {
        if (!key.hasDefault()) {
            return "none, it has to be set";
        }
        String value = key.type == ConfigDef.Type.CLASS
                ? ((Class<?>) key.defaultValue).getName()
                : key.defaultValue == null || key.type == ConfigDef.Type.PASSWORD || key.defaultValue.equals(List.of())
                        ? ""
                        : String.valueOf(key.defaultValue);
        return value.isEmpty() ? "empty" : "`" + value + "`";
    }

    private static void append(StringBuilder page, String application, Properties properties) {
        page.append("\n### `").append(application).append("`\n\n| Key | Value |\n|---|---|\n");
        new TreeMap<>(properties).forEach((key, value) -> page.append("| `")
                .append(key)
                .append("` | `")
                .append(value instanceof Class<?> type ? type.getName() : value)
                .append("` |\n"));
    }

    private static String wrapped(String text) {
        StringBuilder lines = new StringBuilder();
        int column = 0;
        for (String word : text.split(" ", -1)) {
            if (column > 0 && column + 1 + word.length() > 120) {
                lines.append('\n');
                column = 0;
            }
            lines.append(column == 0 ? "" : " ").append(word);
            column += word.length() + (column == 0 ? 0 : 1);
        }
        return lines.append('\n').toString();
    }
}

package io.alignstreams.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
    @TempDir
    Path directory;

    @Test
    void shouldNameAFileThatIsNotThere() {
        Path missing = directory.resolve("missing.properties");

        assertThat(refusal("run", missing)).isEqualTo(missing + ": no such file or folder");
    }

    @Test
    void shouldRefuseAFolder() {
        assertThat(refusal("run", directory)).isEqualTo(directory + ": expected a .properties file, found a folder");
    }

    @Test
    void shouldRefuseTextThatIsNotInUtf8() throws IOException {
        Path file = Files.write(directory.resolve("latin-1"), "client.id=é".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(refusal("run", file))
                .isEqualTo(file + ": expected text in UTF-8, found other bytes; save it as UTF-8");
    }

    @Test
    void shouldNameTheFileThatASettingIsMissingIn() throws IOException {
        Path file = directory.resolve("app.properties");

        Files.writeString(file, "application.id=a");
        assertThat(refusal("run", file)).isEqualTo(missing(file, "bootstrap.servers"));
        Files.writeString(file, "bootstrap.servers=localhost:1");
        assertThat(refusal("run", file)).isEqualTo(missing(file, "schema.registry.url"));
        Files.writeString(file, "bootstrap.servers=localhost:1\nschema.registry.url=http://localhost:2");
        assertThat(refusal("run", file)).isEqualTo(missing(file, "align.model"));
    }

    private static String missing(Path file, String key) {
        return file + ": expected " + key + ", found no such setting; config/app.properties is a sample";
    }

    private static String refusal(String command, Path file) {
        Execution execution = Execution.of(command, "--config", file.toString());
        assertThat(execution.status()).isEqualTo(1);
        assertThat(execution.out()).isEmpty();
        String prefix = "align-streams: ";
        assertThat(execution.err()).startsWith(prefix).endsWith("\n");
        return execution.err().strip().substring(prefix.length());
    }
}

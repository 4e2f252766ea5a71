package io.alignstreams.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PropertiesFileTest {
    @TempDir
    private Path folder;

    @Test
    void shouldChangeASettingWhereItStandsAndLeaveAllElseAlone() throws IOException {
        Path file = Files.writeString(
                folder.resolve("app.properties"),
                "# align.batch.max=4 would be too few\n\nalign.model=a\n  align.batch.max : 8\nalign.batch.max=2\n");

        PropertiesFile.write(file, Map.of("align.batch.max", "16"));

        assertThat(file).hasContent("# align.batch.max=4 would be too few\n\nalign.model=a\nalign.batch.max=16\n");
    }

    @Test
    void shouldAddWhatIsMissing() throws IOException {
        Path file = Files.writeString(folder.resolve("app.properties"), "align.model=a");

        PropertiesFile.write(file, Map.of("align.inference.threads", "2"));

        assertThat(file).hasContent("align.model=a\nalign.inference.threads=2\n");
    }
}

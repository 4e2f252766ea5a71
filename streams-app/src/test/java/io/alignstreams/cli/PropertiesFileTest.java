package io.alignstreams.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
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

    @Test
    void shouldEndLinesAsTheFileDoes() throws IOException {
        Path file = Files.writeString(folder.resolve("app.properties"), "align.batch.max=2\r\n\r\nalign.model=a\r\n");

        PropertiesFile.write(file, new TreeMap<>(Map.of("align.batch.max", "16", "align.inference.threads", "2")));

        assertThat(Files.readString(file))
                .isEqualTo("align.batch.max=16\r\n\r\nalign.model=a\r\nalign.inference.threads=2\r\n");
    }

    @Test
    void shouldReplaceASettingWithTheLinesThatItGoesOnIn() throws IOException {
        String others = "# a comment does not go on \\\nbootstrap.servers=a:1,\\\n    align.batch.max=3\nkey=\\\\\n";
        Path file = Files.writeString(
                folder.resolve("app.properties"),
                others + "align.batch.max = \\\n  2\nalign\\\n .batch.max=4\nlast=\u00e9");

        PropertiesFile.write(file, Map.of("align.batch.max", "16"));

        assertThat(Files.readString(file)).isEqualTo(others + "align.batch.max=16\nlast=\u00e9");
    }

    @Test
    void shouldReplaceTheFileThatALinkLeadsToAndKeepItsPermissions() throws IOException {
        Path file = Files.writeString(folder.resolve("app.properties"), "align.batch.max=2\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        Path link = Files.createSymbolicLink(folder.resolve("link.properties"), file.getFileName());

        PropertiesFile.write(link, Map.of("align.batch.max", "16"));

        assertThat(link).isSymbolicLink().hasContent("align.batch.max=16\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
        assertThat(folder).isDirectoryNotContaining(path -> path.toString().endsWith(".unfinished"));
    }
}

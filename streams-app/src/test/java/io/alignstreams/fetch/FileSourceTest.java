package io.alignstreams.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FileSourceTest {
    private final Fetchers fetchers = new Fetchers();

    @TempDir
    Path directory;

    private Path root;
    private Path outside;

    @BeforeEach
    void makeFiles() throws IOException {
        root = Files.createDirectories(directory.resolve("root"));
        outside = Files.writeString(directory.resolve("outside.jpg"), "outside");
        Files.createDirectories(root.resolve("sub folder"));
        Files.writeString(root.resolve("sub folder/a.jpg"), "inside");
        Files.createDirectories(directory.resolve("rooted"));
        Files.writeString(directory.resolve("rooted/a.jpg"), "beside");
    }

    private byte[] fetch(String uri) throws Exception {
        return fetch(uri, root);
    }

    private byte[] fetch(String uri, Path allowed) throws Exception {
        try (ImageFetcher fetcher = fetchers.of(Map.of("align.image.uri.file.roots", allowed.toString()))) {
            return fetcher.fetch(uri).run();
        }
    }

    @Test
    void shouldReadFilesBelowARoot() throws Exception {
        for (String uri : new String[] {
            "file://" + root + "/sub%20folder/a.jpg",
            "file:" + root + "/sub%20folder/a.jpg",
            "FILE:" + root + "/./sub%20folder/../sub%20folder/a.jpg"
        }) {
            assertThat(fetch(uri)).asString(StandardCharsets.US_ASCII).isEqualTo("inside");
        }
    }

    @Test
    void shouldFollowLinksThatStayBelowARoot() throws Exception {
        Files.createSymbolicLink(root.resolve("link.jpg"), root.resolve("sub folder/a.jpg"));
        Path linkedRoot = Files.createSymbolicLink(directory.resolve("linked"), root);

        assertThat(fetch("file:" + root + "/link.jpg")).hasSize(6);
        assertThat(fetch("file:" + linkedRoot + "/link.jpg", linkedRoot)).hasSize(6);
    }

    @Test
    void shouldRefuseWhatLiesElsewhere() throws Exception {
        Files.createSymbolicLink(root.resolve("out.jpg"), outside);
        Files.createSymbolicLink(root.resolve("up"), directory);
        Files.createSymbolicLink(root.resolve("nowhere.jpg"), directory.resolve("gone.jpg"));
        for (String uri : new String[] {
            "file:" + outside,
            "file:" + root + "/../outside.jpg",
            "file:" + root + "/%2e%2e/outside.jpg",
            "file:" + root + "/sub%20folder/..%2F..%2Foutside.jpg",
            "file:" + root + "/out.jpg",
            "file:" + root + "/up/outside.jpg",
            "file:" + root + "/up/gone.jpg",
            "file:" + root + "/up/gone/gone.jpg",
            "file:" + root + "/nowhere.jpg",
            "file:" + root + "/nowhere.jpg/a.jpg",
            "file:" + directory + "/rooted/a.jpg",
            "file:///etc/passwd",
            "file:///proc/self/environ",
            "file:///",
            "file:///there/is/no/such.jpg"
        }) {
            assertRefused(uri, FetchFault.IMAGE_URI_REFUSED, "expected a file below a folder of");
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void shouldRefuseWhatIsNoRegularFile() throws Exception {
        Path pipe = root.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        for (String name : new String[] {"pipe", "sub%20folder", ""}) {
            assertRefused("file:" + root + "/" + name, FetchFault.IMAGE_URI_REFUSED, "expected a regular file");
        }
        try (ImageFetcher fetcher = fetchers.of(Map.of("align.image.uri.file.roots", "/dev"))) {
            assertThatThrownBy(() -> fetcher.fetch("file:///dev/zero").run())
                    .hasMessageContaining("expected a regular file");
        }
    }

    @Test
    void shouldRefuseForeignForms() {
        for (String uri : new String[] {
            "file://localhost" + root + "/a.jpg",
            "file://evil.test/share/a.jpg",
            "file:a.jpg",
            "file:" + root + "/a.jpg?x",
            "file:" + root + "/a.jpg#x",
            "file:" + root + "/a%00.jpg",
            "file:"
        }) {
            assertRefused(uri, FetchFault.IMAGE_URI_REFUSED, "");
        }
    }

    @Test
    void shouldRefuseFilesThatAreTooLargeOrNotThere() throws Exception {
        Files.write(root.resolve("largest.jpg"), new byte[100_000]);
        Files.write(root.resolve("large.jpg"), new byte[100_001]);

        assertThat(fetch("file:" + root + "/largest.jpg")).hasSize(100_000);
        assertRefused(
                "file:" + root + "/large.jpg",
                FetchFault.IMAGE_TOO_LARGE,
                "expected at most 100000 bytes (align.image.uri.bytes.max), found 100001, of which none were read");
        assertRefused(
                "file:" + root + "/gone.jpg",
                FetchFault.IMAGE_FETCH_FAILED,
                "file:" + root + "/gone.jpg: expected a file that can be read, found: no such file");
    }

    @Test
    void shouldSayNothingOfFilesThatLieElsewhere() throws Exception {
        Files.createSymbolicLink(root.resolve("up"), directory);
        Files.createDirectories(directory.resolve("there"));
        for (String[] pair : new String[][] {
            {"/up/outside.jpg", "/up/gone.jpg"},
            {"/up/there/../outside.jpg", "/up/gone/../outside.jpg"},
            {"/gone/../up/outside.jpg", "/gone/../up/gone.jpg"}
        }) {
            assertThat(messageOf(pair[0])).isEqualTo(messageOf(pair[1]));
        }
    }

    private String messageOf(String path) {
        String uri = "file:" + root + path;
        FetchRefusedException refused = catchThrowableOfType(FetchRefusedException.class, () -> fetch(uri));
        assertThat(refused).isNotNull();
        return refused.fault() + String.valueOf(refused.getMessage()).replace(uri, "");
    }

    @Test
    void shouldRefuseRootsThatAreNoFolders() {
        for (String none : new String[] {outside.toString(), "relative", directory + "/gone"}) {
            assertThatThrownBy(() -> fetchers.of(Map.of("align.image.uri.file.roots", none)))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage("align.image.uri.file.roots: expected folders by their whole paths, found '" + none
                            + "', which is none");
        }
    }

    @Test
    void shouldSayHowFilesAreTurnedOn() throws Exception {
        try (ImageFetcher fetcher = fetchers.of(Map.of("align.image.uri.hosts", "a.example"))) {
            assertThatThrownBy(() -> fetcher.fetch("file:///a.jpg"))
                    .hasMessageContaining("set align.image.uri.hosts or align.image.uri.file.roots");
        }
    }

    private void assertRefused(String uri, FetchFault fault, String message) {
        assertThatThrownBy(() -> fetch(uri))
                .as(uri)
                .isInstanceOfSatisfying(
                        FetchRefusedException.class,
                        refused -> assertThat(refused.fault()).as(uri).isEqualTo(fault))
                .hasMessageContaining(message);
    }
}

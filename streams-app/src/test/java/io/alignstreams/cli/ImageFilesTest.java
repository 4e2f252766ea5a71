package io.alignstreams.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alignstreams.align.image.ImageFault;
import io.alignstreams.align.image.ImageRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFilesTest {
    @TempDir
    Path directory;

    @Test
    void shouldFindFilesInFoldersInTheOrderOfTheirNames() throws IOException {
        Path second = file("photos/b.jpg");
        Path deep = file("photos/a/z.jpg");
        Path single = file("single.jpg");

        assertThat(ImageFiles.in(List.of(single, directory.resolve("photos")))).containsExactly(single, deep, second);
    }

    @Test
    void shouldLeaveOutWhatIsHiddenInAFolderAndTakeWhatIsNamed() throws IOException {
        Path seen = file("photos/a.jpg");
        Path hidden = file("photos/.DS_Store");
        file("photos/.git/b.jpg");

        assertThat(ImageFiles.in(List.of(directory.resolve("photos")))).containsExactly(seen);
        assertThat(ImageFiles.in(List.of(hidden))).containsExactly(hidden);
    }

    @Test
    void shouldFindFilesInAHiddenFolderThatIsNamed() throws IOException {
        Path file = file(".photos/a.jpg");

        assertThat(ImageFiles.in(List.of(directory.resolve(".photos")))).containsExactly(file);
    }

    @Test
    void shouldFollowALinkToAFolderAndKeepItsName() throws IOException {
        file("photos/a.jpg");
        Path link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("photos"));

        assertThat(ImageFiles.in(List.of(link))).containsExactly(link.resolve("a.jpg"));
    }

    @Test
    void shouldRefuseWhereThereIsNothing() throws IOException {
        Path empty = Files.createDirectory(directory.resolve("empty"));
        Path missing = directory.resolve("missing");

        assertThatThrownBy(() -> ImageFiles.in(List.of(missing))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> ImageFiles.in(List.of(empty)))
                .hasMessage(empty + ": expected files that are not hidden, found none");
    }

    @Test
    void shouldRefuseAFileThatIsTooLarge() throws Exception {
        Path file = Files.write(directory.resolve("five"), new byte[5]);

        assertThat(ImageFiles.read(file, 5)).hasSize(5);
        assertThatThrownBy(() -> ImageFiles.read(file, 4))
                .hasMessage("expected a file of at most 4 bytes, found 5")
                .asInstanceOf(InstanceOfAssertFactories.type(ImageRefusedException.class))
                .extracting(ImageRefusedException::fault)
                .isEqualTo(ImageFault.IMAGE_TOO_LARGE);
    }

    private Path file(String name) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.createFile(file);
    }
}

package io.alignstreams.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Finds files to take for images. */
final class ImageFiles {
    private ImageFiles() {}

    /**
     * Lists files as they are named, and all files in folders and their folders, sorted by name.
     *
     * @throws NoSuchFileException if a path leads nowhere
     */
    static List<Path> in(List<Path> paths) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path path : paths) {
            if (!Files.exists(path)) {
                throw new NoSuchFileException(path.toString());
            }
            try (Stream<Path> found = Files.walk(path)) {
                found.filter(Files::isRegularFile).sorted().forEach(files::add);
            }
        }
        return files;
    }
}

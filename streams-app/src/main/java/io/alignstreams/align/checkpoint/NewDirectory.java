package io.alignstreams.align.checkpoint;

import io.alignstreams.align.CheckpointException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A directory that appears whole or not at all: it is filled beside its place, under another name, and then moved. */
final class NewDirectory {
    private final Path path;

    /** Writes what belongs into a directory. */
    @FunctionalInterface
    interface Filling<T> {
        T fill(Path directory) throws IOException;
    }

    /**
     * Names the directory.
     *
     * @throws CheckpointException if there is something, other than an empty directory
     */
    NewDirectory(Path path) throws IOException {
        this.path = path.toAbsolutePath();
        requireEmpty();
    }

    <T> T fill(Filling<T> filling) throws IOException {
        Path unfinished = path.resolveSibling(
                path.getFileName() + ".unfinished-" + ProcessHandle.current().pid());
        Files.createDirectories(unfinished);
        try {
            T result = filling.fill(unfinished);
            Files.deleteIfExists(path);
            Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
            return result;
        } finally {
            deleteRecursively(unfinished);
        }
    }

    private void requireEmpty() throws IOException {
        if (Files.isDirectory(path)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
                if (!entries.iterator().hasNext()) {
                    return;
                }
            }
        }
        if (Files.exists(path)) {
            throw new CheckpointException(
                    path + ": expected an empty or new directory to write to, found files in it; choose another");
        }
    }

    private static void deleteRecursively(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> files = Files.walk(directory)) {
            deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : deepestFirst) {
            Files.delete(file);
        }
    }
}

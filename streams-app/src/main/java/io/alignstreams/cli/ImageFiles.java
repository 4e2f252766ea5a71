package io.alignstreams.cli;

import io.alignstreams.align.image.ImageFault;
import io.alignstreams.align.image.ImageRefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Finds and reads files to take for images. */
final class ImageFiles {
    private ImageFiles() {}

    /**
     * Lists files as they are named, and all files in folders and their folders, sorted by name; in folders, what is hidden
     * by a dot is left out. A folder may be named by a link; links to folders inside of one are not followed.
     *
     * @throws NoSuchFileException if a path leads nowhere
     * @throws IOException if there are no files
     */
    static List<Path> in(List<Path> paths) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path path : paths) {
            if (!Files.exists(path)) {
                throw new NoSuchFileException(path.toString());
            }
            if (Files.isDirectory(path)) {
                addFolder(path, files);
            } else {
                files.add(path);
            }
        }
        if (files.isEmpty()) {
            String named = paths.stream().map(Path::toString).collect(Collectors.joining(", "));
            throw new IOException(named + ": expected files that are not hidden, found none");
        }
        return files;
    }

    private static void addFolder(Path path, List<Path> files) throws IOException {
        Path folder = path.toRealPath();
        try (Stream<Path> found = Files.walk(folder)) {
            found.filter(Files::isRegularFile)
                    .map(folder::relativize)
                    .filter(file -> !isHidden(file))
                    .map(path::resolve)
                    .sorted()
                    .forEach(files::add);
        }
    }

    private static boolean isHidden(Path file) {
        return StreamSupport.stream(file.spliterator(), false)
                .anyMatch(name -> name.toString().startsWith("."));
    }

    /**
     * Reads a file.
     *
     * @param largest bytes that are taken at most
     * @throws ImageRefusedException if it is larger, before it is read
     */
    static byte[] read(Path file, int largest) throws IOException, ImageRefusedException {
        long size = Files.size(file);
        if (size > largest) {
            throw tooLarge(largest, String.valueOf(size));
        }
        if (Files.isRegularFile(file)) {
            return Files.readAllBytes(file);
        }
        try (InputStream stream = Files.newInputStream(file)) {
            byte[] bytes = stream.readNBytes(largest + 1);
            if (bytes.length > largest) {
                throw tooLarge(largest, "more");
            }
            return bytes;
        }
    }

    private static ImageRefusedException tooLarge(int largest, String found) {
        return new ImageRefusedException(
                ImageFault.IMAGE_TOO_LARGE, "expected a file of at most " + largest + " bytes, found " + found);
    }
}

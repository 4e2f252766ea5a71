package io.alignstreams.fetch;

import io.alignstreams.config.AlignKeys;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** Files of this machine, below certain folders. A file system that hangs is a fault of the system: nothing breaks it off. */
final class FileSource implements Source {
    private final List<Path> named = new ArrayList<>();
    private final List<Path> roots = new ArrayList<>();
    private final int maxBytes;

    /**
     * Reads files below folders.
     *
     * @throws IllegalArgumentException if a root is no folder by its whole path
     */
    FileSource(List<String> roots, int maxBytes) {
        this.maxBytes = maxBytes;
        for (String root : roots) {
            try {
                Path folder = Path.of(root).toRealPath();
                if (!Files.isDirectory(folder) || !Path.of(root).isAbsolute()) {
                    throw new IllegalArgumentException(none(root));
                }
                this.named.add(Path.of(root).normalize());
                this.named.add(folder);
                this.roots.add(folder);
            } catch (IOException e) {
                throw new IllegalArgumentException(none(root), e);
            }
        }
    }

    private static String none(String root) {
        return "expected folders by their whole paths, found '" + root + "', which is none";
    }

    /** Looks at no file. */
    @Override
    public void check(ImageUri uri) throws FetchRefusedException {
        requireBelow(named, path(uri).normalize(), uri);
    }

    @Override
    public byte[] fetch(ImageUri uri, Deadline deadline) throws FetchRefusedException {
        Path file = path(uri).normalize();
        requireBelow(roots, nearest(uri, file), uri);
        try {
            Path real = file.toRealPath();
            requireBelow(roots, real, uri);
            return read(uri, real);
        } catch (NoSuchFileException e) {
            throw failed(uri, "no such file");
        } catch (FileSystemException e) {
            throw failed(uri, e.getReason() == null ? e.getClass().getSimpleName() : e.getReason());
        } catch (IOException e) {
            throw failed(uri, String.valueOf(e.getMessage()));
        }
    }

    /**
     * Follows all links. Of what is not there it gives what is nearest, so that nobody is told more of a file elsewhere than
     * that it is elsewhere; a link that leads nowhere counts as such.
     */
    private static Path nearest(ImageUri uri, Path file) throws FetchRefusedException {
        for (Path there = file; there != null; there = there.getParent()) {
            try {
                return there.toRealPath();
            } catch (IOException e) {
                if (Files.isSymbolicLink(there)) {
                    throw elsewhere(uri);
                }
            }
        }
        throw elsewhere(uri);
    }

    private static void requireBelow(List<Path> folders, Path file, ImageUri uri) throws FetchRefusedException {
        if (folders.stream().noneMatch(file::startsWith)) {
            throw elsewhere(uri);
        }
    }

    private static FetchRefusedException elsewhere(ImageUri uri) {
        return uri.refused(
                FetchFault.IMAGE_URI_REFUSED,
                "expected a file below a folder of " + AlignKeys.IMAGE_URI_FILE_ROOTS
                        + ", links followed, found one elsewhere");
    }

    private static Path path(ImageUri uri) throws FetchRefusedException {
        try {
            return Path.of(uri.uri());
        } catch (IllegalArgumentException e) {
            throw uri.refused(
                    FetchFault.IMAGE_URI_REFUSED,
                    "expected the path of a file, found that it is none: "
                            + ShownUri.of(String.valueOf(e.getMessage())));
        }
    }

    private byte[] read(ImageUri uri, Path file) throws IOException, FetchRefusedException {
        BasicFileAttributes attributes =
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isRegularFile()) {
            throw uri.refused(
                    FetchFault.IMAGE_URI_REFUSED, "expected a regular file, found a folder, a device or a pipe");
        }
        try (InputStream stream = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return new BoundedBody(maxBytes).read(uri, stream, attributes.size());
        }
    }

    private static FetchRefusedException failed(ImageUri uri, String found) {
        return uri.refused(FetchFault.IMAGE_FETCH_FAILED, "expected a file that can be read, found: " + found);
    }

    @Override
    public void close() {
        // Nothing is kept open.
    }
}

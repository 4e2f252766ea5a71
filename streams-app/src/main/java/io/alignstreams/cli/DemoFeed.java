package io.alignstreams.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The demo's pictures: files of a folder, over and over or once, or drawn shapes without end. */
final class DemoFeed {
    private final List<Path> files;
    private final Shapes shapes;
    private final long limit;
    private long taken;

    /** A picture under its id; {@code image} is null if its file cannot be read, for which {@code fault} is the reason. */
    record Picture(String id, byte @Nullable [] image, String fault) {}

    private DemoFeed(List<Path> files, Shapes shapes, long limit) {
        this.files = files;
        this.shapes = shapes;
        this.limit = limit;
    }

    /**
     * Opens the feed.
     *
     * @param folder of files; null for drawn shapes
     * @param limit null for every file once, or for shapes without end
     */
    static DemoFeed open(@Nullable Path folder, @Nullable Long limit, long seed) throws IOException {
        if (folder == null) {
            return new DemoFeed(List.of(), new Shapes(seed), limit == null ? Long.MAX_VALUE : limit);
        }
        List<Path> files = ImageFiles.in(List.of(folder));
        if (files.isEmpty()) {
            throw new IOException(folder + ": expected files, found none");
        }
        return new DemoFeed(files, new Shapes(seed), limit == null ? files.size() : limit);
    }

    boolean isEndless() {
        return limit == Long.MAX_VALUE;
    }

    boolean hasNext() {
        return taken < limit;
    }

    Picture next() {
        long sequence = taken++;
        if (files.isEmpty()) {
            Shapes.Picture shape = shapes.draw();
            return new Picture(shape.caption() + "#" + sequence, shape.jpeg(), "");
        }
        Path file = files.get((int) (sequence % files.size()));
        String id = file + "#" + sequence;
        try {
            return new Picture(id, Files.readAllBytes(file), "");
        } catch (IOException e) {
            return new Picture(id, null, "expected a file that can be read, found: " + Faults.reason(e));
        }
    }
}

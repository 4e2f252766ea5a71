package io.alignstreams.cli;

import io.alignstreams.align.image.ImageRefusedException;
import io.alignstreams.world.Artist;
import io.alignstreams.world.World;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The demo's pictures: files of a folder, over and over or once, or drawn ones that never repeat. */
final class DemoFeed {
    /** Bytes that an image event of the demo may have. */
    static final int LARGEST_FILE_BYTES = 32 << 20;

    private final List<Path> files;
    private final World world;
    private final long limit;
    private long taken;

    /** A picture under its id; {@code image} is null if its file is not taken, which {@code code} and {@code fault} explain. */
    record Picture(String id, byte @Nullable [] image, String code, String fault) {}

    private DemoFeed(List<Path> files, World world, long limit) {
        this.files = files;
        this.world = world;
        this.limit = limit;
    }

    /**
     * Opens the feed.
     *
     * @param folder of files; null for drawn pictures
     * @param limit null for every file once, or for drawn pictures without end
     * @param seed of the drawn pictures
     */
    static DemoFeed open(@Nullable Path folder, @Nullable Long limit, long seed) throws IOException {
        World world = new World(Artist.NOTO, seed);
        if (folder == null) {
            return new DemoFeed(List.of(), world, limit == null ? Long.MAX_VALUE : limit);
        }
        List<Path> files = ImageFiles.in(List.of(folder));
        return new DemoFeed(files, world, limit == null ? files.size() : limit);
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
            World.Picture drawn = world.picture(sequence);
            return new Picture(drawn.summary() + "#" + sequence, drawn.jpeg(), "", "");
        }
        Path file = files.get((int) (sequence % files.size()));
        String id = file + "#" + sequence;
        try {
            return new Picture(id, ImageFiles.read(file, LARGEST_FILE_BYTES), "", "");
        } catch (ImageRefusedException e) {
            return new Picture(id, null, e.fault().name(), String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return new Picture(id, null, ImageInput.FILE_UNREADABLE, ImageInput.unreadable(e));
        }
    }
}

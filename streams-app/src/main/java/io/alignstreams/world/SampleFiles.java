package io.alignstreams.world;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;

/** Pictures as files that people look at, named after what they show; every third is a PNG, the others are JPEGs. */
public final class SampleFiles {
    private static final int PNG_EVERY = 3;

    private final List<World> worlds;

    /** Takes pictures of these worlds in turn. */
    public SampleFiles(List<World> worlds) {
        this.worlds = List.copyOf(worlds);
    }

    /**
     * Writes the pictures of the numbers from 0.
     *
     * @param directory made if it is not there; files in it are replaced
     */
    public void write(Path directory, long count) throws IOException {
        Files.createDirectories(directory);
        for (long number = 0; number < count; number++) {
            World.Picture picture = worlds.get((int) (number % worlds.size())).picture(number);
            String name = String.format(
                    Locale.ROOT, "%02d-%s", number, picture.summary().replace(' ', '-'));
            if (number % PNG_EVERY == PNG_EVERY - 1) {
                ImageIO.write(
                        ImageIO.read(new ByteArrayInputStream(picture.jpeg())),
                        "png",
                        directory.resolve(name + ".png").toFile());
            } else {
                Files.write(directory.resolve(name + ".jpg"), picture.jpeg());
            }
        }
    }
}

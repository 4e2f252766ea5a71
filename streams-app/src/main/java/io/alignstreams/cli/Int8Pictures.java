package io.alignstreams.cli;

import io.alignstreams.align.CheckpointException;
import io.alignstreams.align.checkpoint.CalibrationImages;
import io.alignstreams.align.image.DecodingLimits;
import io.alignstreams.align.image.EfficientNetImageProcessor;
import io.alignstreams.align.image.ExifOrientation;
import io.alignstreams.align.image.ImageDecoder;
import io.alignstreams.align.image.ImageRefusedException;
import io.alignstreams.align.image.RgbImage;
import io.alignstreams.topology.Digests;
import io.alignstreams.world.Artist;
import io.alignstreams.world.World;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/** What int8 is calibrated on: somebody's own pictures, or else some of the demo's small world. */
final class Int8Pictures {
    /** More take longer and widen ranges no further. */
    static final int MOST = 160;

    /** Neither of the seeds that the demo's model is trained and measured on. */
    static final long SEED = 8;

    private final ImageDecoder decoder = new ImageDecoder(ExifOrientation.IGNORE, DecodingLimits.DEFAULT);
    private final Consumer<String> progress;

    private Int8Pictures(Consumer<String> progress) {
        this.progress = progress;
    }

    /**
     * Up to {@value #MOST} pictures of a folder and its folders, chosen by a fixed seed. What is no picture, or equals another,
     * is named and left out: one that is held out must not be one that was calibrated on.
     */
    static CalibrationImages in(Path folder, Consumer<String> progress) {
        return processor -> new Int8Pictures(progress).read(folder, processor);
    }

    /** {@value #MOST} pictures of the demo's small world. */
    static CalibrationImages drawn(Consumer<String> progress) {
        return processor -> new Int8Pictures(progress).draw(processor);
    }

    private List<RgbImage> read(Path folder, EfficientNetImageProcessor processor) throws IOException {
        List<Path> files = new ArrayList<>(ImageFiles.in(List.of(folder)));
        Collections.shuffle(files, new Random(SEED));
        Map<ByteBuffer, Path> seen = new HashMap<>();
        List<RgbImage> images = new ArrayList<>();
        for (Iterator<Path> next = files.iterator(); next.hasNext() && images.size() < MOST; ) {
            Path file = next.next();
            try {
                byte[] bytes = ImageFiles.read(file, Integer.MAX_VALUE - 8);
                Path equal = seen.putIfAbsent(ByteBuffer.wrap(Digests.sha256(bytes)), file);
                if (equal == null) {
                    images.add(decoder.decode(bytes, processor::preprocess));
                } else {
                    progress.accept("left out " + file + ": it is equal to " + equal);
                }
            } catch (ImageRefusedException e) {
                progress.accept("left out " + file + ": " + e.getMessage());
            }
        }
        if (images.size() < CalibrationImages.FEWEST) {
            throw new CheckpointException(folder + ": expected at least " + CalibrationImages.FEWEST
                    + " different pictures to calibrate int8 on, found " + images.size() + " in " + files.size()
                    + " files; add more like those to come");
        }
        progress.accept("calibrating on " + images.size() + " pictures in " + folder + ", chosen with seed " + SEED);
        return images;
    }

    private List<RgbImage> draw(EfficientNetImageProcessor processor) {
        progress.accept("calibrating on " + MOST + " pictures of the demo's world, drawn from seed " + SEED
                + ", which say little of photos; --calibration-images takes your own");
        List<World> worlds = List.of(new World(Artist.NOTO, SEED), new World(Artist.FLUENT, SEED));
        List<RgbImage> images = new ArrayList<>();
        for (int number = 0; number < MOST; number++) {
            World world = worlds.get(number % worlds.size());
            try {
                images.add(decoder.decode(world.picture(number).jpeg(), processor::preprocess));
            } catch (ImageRefusedException e) {
                throw new IllegalStateException("a picture of the demo's world is none: " + e.getMessage(), e);
            }
        }
        return images;
    }
}

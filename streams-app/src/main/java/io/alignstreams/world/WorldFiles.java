package io.alignstreams.world;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alignstreams.world.Captions.Caption;
import io.alignstreams.world.World.Picture;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;

/**
 * Pictures in two files, for training in another language: {@code pictures.bin}, JPEGs one after another, and
 * {@code captions.jsonl}, a line for each with its artist, its length in bytes, its captions, and what they rest on.
 */
public final class WorldFiles {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int PICTURES_AT_ONCE = 2_000;

    private final List<World> worlds;

    /** Takes pictures of these worlds in turn. */
    public WorldFiles(List<World> worlds) {
        this.worlds = List.copyOf(worlds);
    }

    /**
     * Writes the pictures of the numbers from 0.
     *
     * @param directory made if it is not there; files in it are replaced
     * @param progress told how many are written
     */
    public void write(Path directory, long count, LongConsumer progress) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        ExecutorService threads =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try (OutputStream pictures = Files.newOutputStream(directory.resolve("pictures.bin"));
                BufferedWriter captions = Files.newBufferedWriter(directory.resolve("captions.jsonl"))) {
            for (long first = 0; first < count; first += PICTURES_AT_ONCE) {
                List<Callable<Picture>> drawings = LongStream.range(first, Math.min(count, first + PICTURES_AT_ONCE))
                        .mapToObj(number ->
                                (Callable<Picture>) () -> world(number).picture(number))
                        .toList();
                long number = first;
                for (Future<Picture> drawn : threads.invokeAll(drawings)) {
                    Picture picture = drawn.get();
                    pictures.write(picture.jpeg());
                    captions.write(JSON.writeValueAsString(line(world(number++).artist(), picture)));
                    captions.write('\n');
                }
                progress.accept(first + drawings.size());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a picture could not be drawn: " + e.getCause(), e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private World world(long number) {
        return worlds.get((int) (number % worlds.size()));
    }

    private static ObjectNode line(Artist artist, Picture picture) {
        ObjectNode line = JSON.createObjectNode().put("artist", artist.title()).put("bytes", picture.jpeg().length);
        ArrayNode concepts = line.putArray("concepts");
        picture.scene().things().forEach(thing -> concepts.add(thing.concept().name()));
        ArrayNode facts = line.putArray("facts");
        Captions.facts(picture.scene()).forEach(facts::add);
        ArrayNode captions = line.putArray("captions");
        for (Caption caption : picture.captions()) {
            ArrayNode of = captions.addObject().put("text", caption.text()).putArray("facts");
            caption.facts().forEach(of::add);
        }
        return line;
    }
}

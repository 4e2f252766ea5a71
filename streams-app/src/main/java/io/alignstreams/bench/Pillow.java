package io.alignstreams.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What Pillow takes to decode a picture and to resize and crop it, in a process of its own: that of the {@code python3} on the
 * path. It decodes from memory, on one thread.
 */
final class Pillow implements AutoCloseable {
    private static final String FILE = "picture";
    private static final String SCRIPT = """
            import io, json, statistics, sys, time
            from PIL import Image
            config = json.load(open(sys.argv[1]))
            size, crop = config["size"], config["crop_size"]
            left, top = (size["width"] - crop["width"]) // 2, (size["height"] - crop["height"]) // 2
            box = (left, top, left + crop["width"], top + crop["height"])
            print("ready", flush=True)
            for line in sys.stdin:
                encoded, times, begin = open(sys.argv[2], "rb").read(), [], time.perf_counter()
                now = begin
                while len(times) < 3 or now - begin < float(line):
                    picture = Image.open(io.BytesIO(encoded)).convert("RGB")
                    picture.resize((size["width"], size["height"]), Image.BILINEAR).crop(box).tobytes()
                    end = time.perf_counter()
                    times.append(end - now)
                    now = end
                print(1000 * statistics.median(times), flush=True)
            """;

    private final Process process;
    private final Path picture;
    private final PrintWriter requests;
    private final BufferedReader answers;

    private Pillow(Process process, Path picture) {
        this.process = process;
        this.picture = picture;
        this.requests = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
        this.answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /**
     * Starts it.
     *
     * @param model whose preprocessor_config.json says to which size
     * @return null if there is no Python, or no Pillow in it
     */
    static @Nullable Pillow find(Path model, Path folder) throws IOException {
        Path picture = folder.resolve(FILE);
        Pillow pillow;
        try {
            pillow = new Pillow(
                    new ProcessBuilder(
                                    "python3",
                                    "-c",
                                    SCRIPT,
                                    model.resolve("preprocessor_config.json").toString(),
                                    picture.toString())
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start(),
                    picture);
        } catch (IOException e) {
            return null;
        }
        if (pillow.answers.readLine() == null) {
            pillow.close();
            return null;
        }
        return pillow;
    }

    /** Chooses the picture that is decoded from now on. */
    void open(byte[] encoded) throws IOException {
        Files.write(picture, encoded);
    }

    /** Decodes the picture for a while, and at least three times; gives the median. */
    double milliseconds(Duration atLeast) throws IOException {
        requests.println(atLeast.toMillis() / 1e3);
        String answer = answers.readLine();
        if (answer == null) {
            throw new IOException("expected Pillow to decode " + picture + ", found that python3 has ended");
        }
        return Double.parseDouble(answer);
    }

    @Override
    public void close() {
        process.destroy();
    }
}

package io.alignstreams.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What Pillow takes to decode a picture and to resize and crop it, in a process of its own: that of the {@code python3} on the
 * path. It decodes from memory, on one thread.
 */
final class Pillow implements AutoCloseable {
    private static final String FILE = "picture";
    private static final String READY = "ready";
    private static final String MEDIAN = "median ";
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
                print("median", 1000 * statistics.median(times), flush=True)
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
     * @throws IOException if there is no python3, or no Pillow in it; the message says which
     */
    static Pillow start(Path model, Path folder) throws IOException {
        Path picture = folder.resolve(FILE);
        Process python = new ProcessBuilder(
                        "python3",
                        "-W",
                        "ignore",
                        "-c",
                        SCRIPT,
                        model.resolve("preprocessor_config.json").toString(),
                        picture.toString())
                .redirectErrorStream(true)
                .start();
        Pillow pillow = new Pillow(python, picture);
        String last = "nothing";
        for (String line = pillow.answers.readLine(); line != null; line = pillow.answers.readLine()) {
            if (line.equals(READY)) {
                return pillow;
            }
            last = line;
        }
        pillow.close();
        throw new IOException("expected python3 to have Pillow, found: " + last);
    }

    /** Chooses the picture that is decoded from now on. */
    void open(byte[] encoded) throws IOException {
        Files.write(picture, encoded);
    }

    /** Decodes the picture for a while, and at least three times; gives the median. */
    double milliseconds(Duration atLeast) throws IOException {
        requests.println(atLeast.toMillis() / 1e3);
        String last = "nothing";
        for (String line = answers.readLine(); line != null; line = answers.readLine()) {
            if (line.startsWith(MEDIAN)) {
                return Double.parseDouble(line.substring(MEDIAN.length()));
            }
            last = line;
        }
        throw new IOException("expected Pillow to decode a picture, found: " + last);
    }

    @Override
    public void close() {
        process.destroy();
    }
}

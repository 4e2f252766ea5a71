package io.alignstreams.bench;

import io.alignstreams.config.AlignStreamsConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** {@code align-streams run} in a process of its own, by the Java, with the options and of the classes of this one. */
final class AppProcess implements AutoCloseable {
    private static final String MAIN = "io.alignstreams.cli.AlignStreams";
    private static final String RUNNING = "running:";
    private static final long LONGEST_START_MINUTES = 3;
    private static final long LONGEST_END_SECONDS = 20;

    private final Process process;
    private final long startedNanos;
    private final CompletableFuture<Long> running = new CompletableFuture<>();
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private final Thread reader = new Thread(this::read, "bench-process");

    /** Its broker ends, too, without which it could not end in order. */
    private final Thread atExit;

    private AppProcess(Process process, long startedNanos) {
        this.process = process;
        this.startedNanos = startedNanos;
        this.atExit = new Thread(process::destroyForcibly);
        try {
            Runtime.getRuntime().addShutdownHook(atExit);
        } catch (IllegalStateException e) {
            process.destroyForcibly();
            throw e;
        }
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts it.
     *
     * @param folder for its settings and its temporary files
     */
    static AppProcess start(AlignStreamsConfig config, Path folder) throws IOException {
        Properties settings = new Properties();
        config.originals().forEach((key, value) -> settings.setProperty(key, String.valueOf(value)));
        Path file = folder.resolve(config.applicationId() + ".properties");
        try (var out = Files.newBufferedWriter(file)) {
            settings.store(out, null);
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("-X") || option.startsWith("--"))
                .forEach(command::add);
        command.add("-Djava.io.tmpdir=" + folder);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN, "run", "--config", file.toString()));
        long startedNanos = System.nanoTime();
        return new AppProcess(
                new ProcessBuilder(command)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start(),
                startedNanos);
    }

    private void read() {
        String last = "";
        try (BufferedReader lines = process.errorReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(RUNNING)) {
                    running.complete(System.nanoTime() - startedNanos);
                }
                last = line;
            }
        } catch (IOException e) {
            stopped.completeExceptionally(new UncheckedIOException("could not read what the application says", e));
        }
        IllegalStateException fault =
                new IllegalStateException("expected the application to run on, found that it ended with: " + last);
        running.completeExceptionally(fault);
        stopped.completeExceptionally(fault);
    }

    long pid() {
        return process.pid();
    }

    /** Waits until it says that it is running; gives how long that was after its start, in seconds. */
    double awaitRunning() throws ExecutionException, InterruptedException, TimeoutException {
        return running.get(LONGEST_START_MINUTES, TimeUnit.MINUTES) / 1e9;
    }

    /** Seconds since its start. */
    double age() {
        return (System.nanoTime() - startedNanos) / 1e9;
    }

    /** Completes exceptionally when it has ended. */
    CompletableFuture<Void> stopped() {
        return stopped;
    }

    /** Tells it to stop, and waits until it has. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // This process is ending, which stops the other one, too.
        }
        process.destroy();
        try {
            if (!process.waitFor(LONGEST_END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            reader.join();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}

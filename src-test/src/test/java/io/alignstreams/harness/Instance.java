package io.alignstreams.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** An instance of the application in a process of its own, on a tiny ALIGN of random weights: {@code align-streams run}. */
public final class Instance implements AutoCloseable {
    private static final int KILLED = 137;
    private static final int TERMINATED = 143;
    private static final List<String> SMALL = List.of("-Xmx256m", "-XX:TieredStopAtLevel=1");
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final Cli process;
    private final Path state;
    private final Path temporary;

    private Instance(Cli process, Path state, Path temporary) {
        this.process = process;
        this.state = state;
        this.temporary = temporary;
    }

    /** Starts one with a state directory of its own. */
    public static Instance start(Stream stream, Map<String, String> settings) throws IOException {
        return start(stream, newPath("state"), settings);
    }

    /** Starts one on a state directory that another one has left. */
    public static Instance start(Stream stream, Path state, Map<String, String> settings) throws IOException {
        return start(Cli.COMMAND_LINE, List.of(), List.of("run", "--config"), stream, state, settings);
    }

    /** Starts one in a JVM with options of its own, which win over those that keep instances small. */
    public static Instance start(Stream stream, List<String> options, Map<String, String> settings) throws IOException {
        return start(Cli.COMMAND_LINE, options, List.of("run", "--config"), stream, newPath("state"), settings);
    }

    /** Starts one that ends itself at a point, the {@code count}th time that it gets there. */
    public static Instance halting(Stream stream, HaltPoint point, int count) throws IOException {
        String main = HaltingRun.class.getName();
        return start(main, point.options(count), List.of(), stream, newPath("state"), HaltPoint.settings());
    }

    private static Instance start(
            String main,
            List<String> options,
            List<String> arguments,
            Stream stream,
            Path state,
            Map<String, String> settings)
            throws IOException {
        Path temporary = Files.createDirectories(newPath("temporary"));
        List<String> allOptions = new ArrayList<>(List.of("-Djava.io.tmpdir=" + temporary));
        allOptions.addAll(SMALL);
        allOptions.addAll(options);
        List<String> allArguments = new ArrayList<>(arguments);
        Map<String, String> own = new HashMap<>(settings);
        own.put("state.dir", state.toString());
        own.putIfAbsent("align.model", LocalServers.model().toString());
        allArguments.add(stream.file(own).toString());
        return new Instance(Cli.startMain(main, allOptions, allArguments.toArray(String[]::new)), state, temporary);
    }

    private static Path newPath(String name) throws IOException {
        return LocalServers.directory("instances").resolve(name + "-" + COUNT.incrementAndGet());
    }

    /** Waits until it scores images. */
    public Instance awaitRunning() throws IOException {
        Awaitility.await("the instance runs").atMost(Stream.SOON).until(() -> {
            if (!process.isAlive()) {
                throw new AssertionError("expected an instance that runs, found that it ended: " + process.err());
            }
            return process.err().contains("running:");
        });
        return this;
    }

    /** Ends it as SIGKILL does. */
    public void kill() throws IOException, InterruptedException {
        requireAlive();
        int status = process.kill().status();
        if (status != KILLED) {
            throw new AssertionError("expected an instance that was killed, found exit status " + status);
        }
    }

    /** Ends it as SIGTERM does, and gives the time that it took. */
    public Duration terminate() throws IOException, InterruptedException {
        requireAlive();
        long start = System.nanoTime();
        Cli.Result result = process.terminate();
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        if (result.status() != TERMINATED || result.err().contains("did not; the broker's timeouts end it")) {
            throw new AssertionError(
                    "expected a clean stop, found exit status " + result.status() + ": " + result.err());
        }
        return took;
    }

    public void pause() throws IOException, InterruptedException {
        requireAlive();
        process.signal("STOP");
    }

    public void resume() throws IOException, InterruptedException {
        process.signal("CONT");
    }

    private void requireAlive() throws IOException {
        if (!process.isAlive()) {
            throw new AssertionError("expected an instance that runs, found that it ended: " + process.err());
        }
    }

    /** Waits until it ends. */
    public Cli.Result awaitEnd() throws IOException, InterruptedException {
        return process.await();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** A figure of the process in bytes, as Linux counts it: {@code VmRSS}, or {@code VmHWM} for the most it ever was. */
    public long memory(String field) throws IOException {
        return process.memory(field);
    }

    /** Bytes of what is alive on its heap, which is collected for it. */
    public long liveHeap() throws IOException, InterruptedException {
        return process.liveHeap();
    }

    /** What it wrote to standard error. */
    public String err() throws IOException {
        return process.err();
    }

    /** Where it keeps its state, which survives it. */
    public Path state() {
        return state;
    }

    /** Loses the state directory. */
    public void wipe() throws IOException {
        LocalServers.delete(state);
    }

    @Override
    public void close() throws IOException {
        process.close();
        LocalServers.delete(temporary);
    }
}

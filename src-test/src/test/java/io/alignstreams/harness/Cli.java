package io.alignstreams.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command line as users meet it: a process of its own. */
public final class Cli implements AutoCloseable {
    static final String COMMAND_LINE = "io.alignstreams.cli.AlignStreams";
    private static final long MINUTES = 3;
    private static final String IGNORED_SIGNALS = "SigIgn:";
    private static final long INTERRUPT_MASK = 1 << 1;

    private final Process process;
    private final Path out;
    private final Path err;

    /** What a command left behind. */
    public record Result(int status, String out, String err) {
        public String lastLine() {
            List<String> lines = out.lines().toList();
            return lines.get(lines.size() - 1);
        }
    }

    private Cli(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Runs a command to its end. */
    public static Result run(String... arguments) throws IOException, InterruptedException {
        try (Cli cli = start(arguments)) {
            return cli.await();
        }
    }

    /** Runs a command whose output is read up to the end of its first line. */
    public static Result head(String... arguments) throws IOException, InterruptedException {
        Path err = Files.createTempFile(LocalServers.directory("cli"), "err", "");
        Process process = new ProcessBuilder(command(COMMAND_LINE, List.of(), arguments))
                .redirectError(err.toFile())
                .start();
        try (Cli cli = new Cli(process, Files.createTempFile(LocalServers.directory("cli"), "out", ""), err)) {
            try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
                Files.writeString(cli.out, reader.readLine());
            }
            return cli.await();
        }
    }

    public static Cli start(String... arguments) throws IOException {
        return start(List.of(), arguments);
    }

    /** Starts a command in a JVM with options of its own. */
    public static Cli start(List<String> options, String... arguments) throws IOException {
        return startMain(COMMAND_LINE, options, arguments);
    }

    /** Starts any main class as commands are started. */
    static Cli startMain(String main, List<String> options, String... arguments) throws IOException {
        Path directory = LocalServers.directory("cli");
        Path out = Files.createTempFile(directory, "out", "");
        Path err = Files.createTempFile(directory, "err", "");
        Process process = new ProcessBuilder(command(main, options, arguments))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        return new Cli(process, out, err);
    }

    private static List<String> command(String main, List<String> options, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // A JVM that crashes writes why to standard error.
        command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:+ErrorFileToStderr"));
        // What newer JDKs want to be told, which the launcher does for users.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("--"))
                .forEach(command::add);
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        command.addAll(List.of(arguments));
        return command;
    }

    public String out() throws IOException {
        return Files.readString(out);
    }

    public String err() throws IOException {
        return Files.readString(err);
    }

    /** Ends the process as SIGTERM does. */
    public Result terminate() throws IOException, InterruptedException {
        process.destroy();
        return await();
    }

    /** Whether processes started from here ignore Ctrl-C, as those do that a shell without job control starts with &. */
    public static boolean ignoresInterrupts() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return false;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith(IGNORED_SIGNALS))
                .map(line -> line.substring(IGNORED_SIGNALS.length()).strip())
                .anyMatch(mask -> (Long.parseUnsignedLong(mask, 16) & INTERRUPT_MASK) != 0);
    }

    /** Ends the process as Ctrl-C does. */
    public Result interrupt() throws IOException, InterruptedException {
        signal("INT");
        return await();
    }

    /** Ends the process as SIGKILL does. */
    public Result kill() throws IOException, InterruptedException {
        process.destroyForcibly();
        return await();
    }

    void signal(String name) throws IOException, InterruptedException {
        int status = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                .start()
                .waitFor();
        if (status != 0) {
            throw new AssertionError("kill -" + name + " " + process.pid() + " failed with status " + status);
        }
    }

    long memory(String field) throws IOException {
        return Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "status")).stream()
                .filter(line -> line.startsWith(field + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                .findFirst()
                .orElseThrow();
    }

    /** The last line of a class histogram, which collects garbage first, counts instances and bytes. */
    long liveHeap() throws IOException, InterruptedException {
        Process histogram = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        String.valueOf(process.pid()),
                        "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String[] total;
        try (BufferedReader reader = histogram.inputReader(StandardCharsets.UTF_8)) {
            total = reader.lines()
                    .filter(line -> line.startsWith("Total"))
                    .findFirst()
                    .map(line -> line.strip().split(" +"))
                    .orElseThrow(() -> new AssertionError("expected a histogram of process " + process.pid()));
        }
        histogram.waitFor();
        return Long.parseLong(total[2]);
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Waits until the process ends. */
    public Result await() throws IOException, InterruptedException {
        if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
            throw new AssertionError("still running after " + MINUTES + " minutes: " + err());
        }
        return new Result(process.exitValue(), new String(Files.readAllBytes(out), StandardCharsets.UTF_8), err());
    }

    /** Ends the process if it is still there. */
    @Override
    public void close() {
        process.destroyForcibly();
        boolean interrupted = false;
        while (process.isAlive()) {
            try {
                process.waitFor();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

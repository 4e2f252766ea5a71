package io.alignstreams.harness;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Programs that a machine may have, and runs of them to their end. */
public final class Programs {
    private static final long MINUTES = 10;

    private Programs() {}

    /** Whether there is one of a name in the PATH. */
    public static boolean has(String name) {
        return List.of(System.getenv("PATH").split(File.pathSeparator, -1)).stream()
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, name)));
    }

    /** Runs one in a folder, with more in its environment. */
    public static Cli.Result run(Path directory, Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        Path written = LocalServers.directory("programs");
        Path out = Files.createTempFile(written, "out", "");
        Path err = Files.createTempFile(written, "err", "");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                throw new AssertionError(
                        String.join(" ", command) + " ran for " + MINUTES + " minutes: " + Files.readString(err));
            }
        } finally {
            process.destroyForcibly();
        }
        return new Cli.Result(process.exitValue(), Files.readString(out), Files.readString(err));
    }
}

package io.alignstreams.harness;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file system of a test's own that can be full, or read only. Where it cannot be mounted, tests that want one are skipped. */
public final class SmallDisk implements AutoCloseable {
    private static final int BUFFER_BYTES = 4_096;

    private final Path path;

    private SmallDisk(Path path) {
        this.path = path;
    }

    /** Mounts an empty one. */
    public static SmallDisk mount(String name, int megabytes) throws IOException {
        Path path = LocalServers.directory(name);
        String refused =
                run(List.of("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", path.toString()));
        assumeThat(refused)
                .as("a file system of the test's own, which takes Linux and root")
                .isEmpty();
        return new SmallDisk(path);
    }

    /** Gives what the command says when it fails, or nothing. */
    private static String run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.onExit().join().exitValue() == 0 ? "" : "failed: " + said;
        } catch (IOException e) {
            return "failed: " + e.getMessage();
        }
    }

    public Path path() {
        return path;
    }

    /** Writes until nothing more can be written. */
    public void fill() throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (OutputStream out = Files.newOutputStream(path.resolve("filling"))) {
            while (true) {
                out.write(buffer);
            }
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).contains("No space left")) {
                throw e;
            }
        }
    }

    /** Takes back what {@link #fill} wrote. */
    public void free() throws IOException {
        Files.delete(path.resolve("filling"));
    }

    public void makeReadOnly() {
        require("mount", "-o", "remount,ro", path.toString());
    }

    public void makeWritable() {
        require("mount", "-o", "remount,rw", path.toString());
    }

    private static void require(String... command) {
        String refused = run(List.of(command));
        if (!refused.isEmpty()) {
            throw new AssertionError(String.join(" ", command) + " " + refused);
        }
    }

    @Override
    public void close() {
        require("umount", "--lazy", path.toString());
    }
}

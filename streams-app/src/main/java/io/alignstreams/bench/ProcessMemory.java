package io.alignstreams.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What a process has in memory, as Linux counts it, in MB of a million bytes. */
record ProcessMemory(double residentMb, double peakMb) {
    private static final double KB_OF_MB = 1_000 / 1.024;

    /**
     * Asks Linux.
     *
     * @throws IOException if it does not say, as other systems do not
     */
    static ProcessMemory of(long pid) throws IOException {
        Path status = Path.of("/proc", String.valueOf(pid), "status");
        if (!Files.isReadable(status)) {
            throw new IOException(status + ": expected what Linux says of a process, found no such file; memory can be"
                    + " measured on Linux alone");
        }
        return new ProcessMemory(megabytes(status, "VmRSS:"), megabytes(status, "VmHWM:"));
    }

    private static double megabytes(Path status, String key) throws IOException {
        try (Stream<String> lines = Files.lines(status)) {
            String line = lines.filter(one -> one.startsWith(key))
                    .findFirst()
                    .orElseThrow(() -> new IOException(status + ": expected a line of " + key + ", found none"));
            return Long.parseLong(line.replaceAll("\\D", "")) / KB_OF_MB;
        }
    }
}

package io.alignstreams.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What the machine's processor can do. */
final class Processor {
    private static final Path LINUX = Path.of("/proc/cpuinfo");

    private Processor() {}

    /** Whether int8 is known not to be fast here: only of Linux on x86 is it known at all. */
    static boolean lacksVnni() {
        try {
            return Files.isReadable(LINUX) && lacksVnni(Files.readAllLines(LINUX));
        } catch (IOException e) {
            return false;
        }
    }

    static boolean lacksVnni(List<String> cpuinfo) {
        Optional<String> flags =
                cpuinfo.stream().filter(line -> line.startsWith("flags")).findFirst();
        return flags.isPresent() && !flags.get().contains("vnni");
    }
}

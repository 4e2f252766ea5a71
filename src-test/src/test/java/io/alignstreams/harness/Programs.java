package io.alignstreams.harness;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Programs that a machine may have. */
public final class Programs {
    private Programs() {}

    /** Whether there is one of a name in the PATH. */
    public static boolean has(String name) {
        return List.of(System.getenv("PATH").split(File.pathSeparator, -1)).stream()
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, name)));
    }
}

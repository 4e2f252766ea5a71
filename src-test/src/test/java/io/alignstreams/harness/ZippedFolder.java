package io.alignstreams.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** A folder kept as one file, without logs and locks. */
public final class ZippedFolder {
    private ZippedFolder() {}

    public static void pack(Path folder, Path zip) throws IOException {
        try (Stream<Path> all = Files.walk(folder);
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            List<Path> files = all.filter(Files::isRegularFile)
                    .filter(ZippedFolder::isKept)
                    .sorted()
                    .toList();
            for (Path file : files) {
                ZipEntry entry = new ZipEntry(folder.relativize(file).toString());
                entry.setTime(0);
                out.putNextEntry(entry);
                Files.copy(file, out);
            }
        }
    }

    private static boolean isKept(Path file) {
        String name = file.getFileName().toString();
        return !name.startsWith("LOG") && !name.equalsIgnoreCase("LOCK") && !name.equals(".lock");
    }

    public static void unpack(Path zip, Path folder) throws IOException {
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                Path file = folder.resolve(entry.getName());
                Files.createDirectories(file.getParent());
                Files.copy(in, file);
            }
        }
    }
}

package io.alignstreams.application;

import io.alignstreams.config.AlignStreamsConfig;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.streams.StreamsConfig;

/** Whether state can be kept where it is to be. Asked at start, or it would show when partitions are assigned. */
final class StateDirectoryCheck {
    private static final int ROOM_BYTES = 1 << 20;

    private StateDirectoryCheck() {}

    /**
     * Writes a megabyte and deletes it.
     *
     * @throws StartException if it cannot be written
     */
    static void check(AlignStreamsConfig config) {
        String key = StreamsConfig.STATE_DIR_CONFIG;
        Object fallback = StreamsConfig.configDef().defaultValues().get(key);
        Path directory = Path.of(String.valueOf(config.originals().getOrDefault(key, fallback)));
        try {
            Files.createDirectories(directory);
            Path probe = Files.createTempFile(directory, "align-streams-room", "");
            try {
                Files.write(probe, new byte[ROOM_BYTES]);
            } finally {
                Files.delete(probe);
            }
        } catch (IOException e) {
            throw new StartException(
                    key + " " + directory + ": expected a folder with room for state, found: " + reason(e)
                            + "; make room there, or set " + key + " to another folder",
                    e);
        }
    }

    private static String reason(IOException fault) {
        if (fault instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (fault instanceof FileAlreadyExistsException) {
            return "a file of that name";
        }
        String reason = fault instanceof FileSystemException file ? file.getReason() : fault.getMessage();
        return reason == null ? fault.toString() : reason;
    }
}

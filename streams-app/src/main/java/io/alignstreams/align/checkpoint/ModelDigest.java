package io.alignstreams.align.checkpoint;

import io.alignstreams.align.AlignModel;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** The digest of a model: SHA-256 over name, size and bytes of its files, one after the other. */
public final class ModelDigest {
    /** Files that it covers, as far as there are any, in their order. */
    public static final List<String> FILES = List.of(
            "config.json",
            "preprocessor_config.json",
            "tokenizer.json",
            "tokenizer_config.json",
            "special_tokens_map.json",
            "vocab.txt",
            AlignModel.WEIGHTS);

    private static final int BUFFER_BYTES = 1 << 20;

    private final MessageDigest digest = sha256();

    /** A new SHA-256. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    /** Adds a file of a directory, and gives its size in bytes. */
    public long add(Path directory, String file) throws IOException {
        return addCopied(directory, file, OutputStream.nullOutputStream());
    }

    /** Adds a file of a directory as it is copied, so that the digest is that of the copy. */
    public long addCopied(Path directory, String file, OutputStream out) throws IOException {
        Path source = directory.resolve(file);
        digest.update((file + '\0' + Files.size(source) + '\0').getBytes(StandardCharsets.UTF_8));
        long copied = 0;
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = Files.newInputStream(source)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
                out.write(buffer, 0, read);
                copied += read;
            }
        }
        return copied;
    }

    /** In hexadecimal, of all that was added; nothing can be added any more. */
    public String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}

package io.alignstreams.align.checkpoint;

import io.alignstreams.align.AlignModel;
import io.alignstreams.align.CheckpointException;
import io.alignstreams.align.ModelManifest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A copy of a model's weights that nobody else can reach. ONNX Runtime maps weights into memory and reads them from there
 * as long as it runs: of a file that is overwritten, images would be scored with some weights of each model, and one that
 * is truncated ends the process. The copy goes when it is closed; what is mapped by then stays, as long as the process.
 *
 * <p>Windows keeps files that are mapped, so that there the weights are those of the model directory.
 */
public final class PrivateWeights implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PrivateWeights.class);
    private static final boolean IS_WINDOWS =
            System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("win");

    private final Path folder;
    private final boolean isCopy;
    private final Thread atExit = new Thread(this::delete);

    private PrivateWeights(Path folder, boolean isCopy) {
        this.folder = folder;
        this.isCopy = isCopy;
        if (isCopy) {
            goAtExit();
        }
    }

    private void goAtExit() {
        try {
            Runtime.getRuntime().addShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The process is ending already.
        }
    }

    /**
     * Copies the weights of a model directory.
     *
     * @throws CheckpointException if the files are not those that the manifest has the digest of
     */
    public static PrivateWeights of(Path modelDirectory, ModelManifest manifest) throws IOException {
        PrivateWeights weights = IS_WINDOWS
                ? new PrivateWeights(modelDirectory, false)
                : new PrivateWeights(newFolder(modelDirectory), true);
        try {
            String found = weights.fill(modelDirectory, manifest);
            if (!found.equals(manifest.modelDigest())) {
                throw new CheckpointException(modelDirectory + ": expected files with the digest "
                        + manifest.modelDigest() + " of " + ModelManifest.FILE + ", found others with " + found
                        + "; import the checkpoint again");
            }
            return weights;
        } catch (IOException | RuntimeException e) {
            weights.close();
            throw e;
        }
    }

    private static Path newFolder(Path modelDirectory) {
        try {
            return Files.createTempDirectory("align-streams-weights");
        } catch (IOException e) {
            throw notCopied(System.getProperty("java.io.tmpdir", ""), modelDirectory, e);
        }
    }

    private static CheckpointException notCopied(Object where, Path modelDirectory, IOException fault) {
        return new CheckpointException(
                where + ": expected to copy " + modelDirectory.resolve(AlignModel.WEIGHTS) + " there, found: " + fault
                        + "; if it lacks room, -Djava.io.tmpdir=DIR in ALIGN_STREAMS_OPTS names another place",
                fault);
    }

    private String fill(Path modelDirectory, ModelManifest manifest) throws IOException {
        ModelDigest digest = new ModelDigest();
        for (String file : ModelDigest.FILES) {
            if (isCopy && file.equals(AlignModel.WEIGHTS)) {
                try (OutputStream out = Files.newOutputStream(folder.resolve(file))) {
                    digest.addCopied(modelDirectory, file, out);
                } catch (IOException e) {
                    throw notCopied(folder, modelDirectory, e);
                }
            } else if (manifest.files().containsKey(file)) {
                digest.add(modelDirectory, file);
            }
        }
        return digest.hex();
    }

    /** Where the weights are, under their own name. */
    public Path folder() {
        return folder;
    }

    /** Removes the copy; what cannot be removed now is when the process ends. */
    @Override
    public void close() {
        if (isCopy && delete()) {
            try {
                Runtime.getRuntime().removeShutdownHook(atExit);
            } catch (IllegalStateException e) {
                // The process is ending already.
            }
        }
    }

    private synchronized boolean delete() {
        try {
            Files.deleteIfExists(folder.resolve(AlignModel.WEIGHTS));
            Files.deleteIfExists(folder);
            return true;
        } catch (IOException e) {
            LOG.warn("{}: could not be removed: {}", folder, e.toString());
            return false;
        }
    }
}

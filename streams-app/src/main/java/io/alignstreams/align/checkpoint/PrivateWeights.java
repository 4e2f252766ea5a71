package io.alignstreams.align.checkpoint;

import io.alignstreams.align.AlignModel;
import io.alignstreams.align.CheckpointException;
import io.alignstreams.align.ModelManifest;
import java.io.IOException;
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
     * Copies the weights of a model directory. A model may be loaded from them at once, and not be given out before {@link
     * #check} has found them right.
     *
     * @throws CheckpointException if they cannot be copied
     */
    public static PrivateWeights of(Path modelDirectory) throws IOException {
        if (IS_WINDOWS) {
            return new PrivateWeights(modelDirectory, false);
        }
        PrivateWeights weights = new PrivateWeights(newFolder(modelDirectory), true);
        try {
            Files.copy(modelDirectory.resolve(AlignModel.WEIGHTS), weights.folder.resolve(AlignModel.WEIGHTS));
            return weights;
        } catch (IOException e) {
            weights.close();
            throw notCopied(weights.folder, modelDirectory, e);
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

    /**
     * Compares the digest of these weights and of the model's other files with that of its manifest.
     *
     * @throws CheckpointException if the files are not those that the manifest has the digest of
     */
    public void check(Path modelDirectory, ModelManifest manifest) throws IOException {
        ModelDigest digest = new ModelDigest();
        for (String file : ModelDigest.FILES) {
            boolean isWeights = file.equals(AlignModel.WEIGHTS);
            if (isWeights || manifest.files().containsKey(file)) {
                digest.add(isWeights ? folder : modelDirectory, file);
            }
        }
        String found = digest.hex();
        if (!found.equals(manifest.modelDigest())) {
            throw new CheckpointException(modelDirectory + ": expected files with the digest " + manifest.modelDigest()
                    + " of " + ModelManifest.FILE + ", found others with " + found + "; import the checkpoint again");
        }
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

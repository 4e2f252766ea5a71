package io.alignstreams.cli;

import ai.onnxruntime.OrtEnvironment;
import io.alignstreams.align.NativeGuard;
import io.alignstreams.align.onnx.ExecutionProvider;
import io.alignstreams.local.TemporaryFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The native libraries of a model, unpacked for as long as it takes to load them. ONNX Runtime by itself leaves an empty
 * folder among the temporary files, and the tokenizers library a copy of itself below the home directory, with a folder of
 * JNA's, which it needs.
 *
 * <p>Windows keeps the files of loaded libraries, so that there all do as they do by themselves; so they do where a user
 * says where to unpack, by onnxruntime.native.path, DJL_CACHE_DIR or jna.tmpdir.
 */
final class NativeLibraries {
    private static final String ONNX_RUNTIME_FOLDER = "onnxruntime.native.path";
    private static final String TOKENIZERS_FOLDER = "DJL_CACHE_DIR";
    private static final String JNA_FOLDER = "jna.tmpdir";
    private static final String WEBP_FOLDER = "com.luciad.imageio.webp.tmpdir";
    private static final String OS = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    private static final String RESOURCES = "/ai/onnxruntime/native/" + (OS.contains("mac") ? "osx" : "linux") + "-"
            + (System.getProperty("os.arch", "").equals("aarch64") ? "aarch64" : "x64") + "/";

    private NativeLibraries() {}

    /** What loads a model, or needs the libraries for something else. */
    @FunctionalInterface
    interface LibraryUse<T, E extends Exception> {
        T run() throws E;
    }

    static <T, E extends Exception> T unpackedFor(LibraryUse<T, E> use) throws IOException, E {
        return unpackedFor(ExecutionProvider.CPU, use);
    }

    /**
     * Unpacks what the provider needs, too: CUDA's library is 0.6 GB large. From now on a signal ends the process once no native
     * code is at work, unless the command takes signals itself.
     */
    static <T, E extends Exception> T unpackedFor(ExecutionProvider provider, LibraryUse<T, E> use)
            throws IOException, E {
        Signals.exitInOrder();
        if (OS.contains("win")) {
            return use.run();
        }
        try (TemporaryFolder folder = TemporaryFolder.create("align-streams-native")) {
            folder.goAtExit();
            NativeGuard.load(() -> {
                unpackInto(folder.path(), provider);
                return folder;
            });
            return use.run();
        }
    }

    private static void unpackInto(Path folder, ExecutionProvider provider) throws IOException {
        for (String property : List.of(TOKENIZERS_FOLDER, JNA_FOLDER, WEBP_FOLDER)) {
            if (System.getenv(property) == null && System.getProperty(property) == null) {
                System.setProperty(property, folder.toString());
            }
        }
        if (System.getProperty(ONNX_RUNTIME_FOLDER) == null && unpackOnnxRuntime(folder, provider)) {
            System.setProperty(ONNX_RUNTIME_FOLDER, folder.toString());
        }
    }

    /** Gives false if there is no library for this system, which ONNX Runtime then says itself. */
    private static boolean unpackOnnxRuntime(Path folder, ExecutionProvider provider) throws IOException {
        for (String name : List.of("onnxruntime", "onnxruntime4j_jni")) {
            if (!unpack(name, folder)) {
                return false;
            }
        }
        for (String name : ofProvider(provider)) {
            unpack(name, folder);
        }
        return true;
    }

    private static List<String> ofProvider(ExecutionProvider provider) {
        return switch (provider) {
            case CPU -> List.of();
            case CUDA -> List.of("onnxruntime_providers_shared", "onnxruntime_providers_cuda");
        };
    }

    private static boolean unpack(String name, Path folder) throws IOException {
        String file = System.mapLibraryName(name);
        try (InputStream library = OrtEnvironment.class.getResourceAsStream(RESOURCES + file)) {
            if (library != null) {
                Files.copy(library, folder.resolve(file));
            }
            return library != null;
        }
    }
}

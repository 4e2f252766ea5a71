package io.alignstreams.align.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.alignstreams.align.CheckpointException;
import io.alignstreams.align.NativeGuard;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** A graph loaded into ONNX Runtime, known to take and give what it should. Any number of threads may run it at once. */
public final class OnnxSession implements AutoCloseable {
    /** Where a graph of no file finds its weights. */
    static final String WEIGHTS_FOLDER = "session.model_external_initializers_file_folder_path";

    private final OrtSession session;
    private final NativeGuard guard;

    private OnnxSession(OrtSession session, Path graph) {
        this.session = session;
        this.guard = new NativeGuard(graph.toString());
    }

    /**
     * An input or output that a graph must have.
     *
     * @param shape -1 where it varies
     */
    public record Expected(String name, OnnxJavaType type, long... shape) {
        String describe() {
            return describe(type, shape);
        }

        static String describe(OnnxJavaType type, long[] shape) {
            return type + " " + Arrays.toString(shape);
        }
    }

    /**
     * Loads a graph and compares its signature with what is expected of it.
     *
     * @param weights the folder of the files that the graph refers to, which stay mapped as long as it is open
     * @param optional outputs that may be absent
     * @throws CheckpointException if it is another than expected, cannot be loaded, or its signature differs
     * @throws ExecutionProviderException if it cannot be loaded onto a GPU
     */
    public static OnnxSession open(
            GraphFile file,
            Path weights,
            OnnxOptions options,
            List<Expected> inputs,
            List<Expected> outputs,
            Set<String> optional)
            throws IOException {
        Path graph = file.path();
        byte[] bytes = file.read();
        try (OrtSession.SessionOptions sessionOptions = options.toSessionOptions()) {
            sessionOptions.addConfigEntry(WEIGHTS_FOLDER, weights.toString());
            OrtSession session =
                    NativeGuard.load(() -> OrtEnvironment.getEnvironment().createSession(bytes, sessionOptions));
            try {
                check(graph, "input", inputs, session.getInputInfo(), Set.of());
                check(graph, "output", outputs, session.getOutputInfo(), optional);
                return new OnnxSession(session, graph);
            } catch (CheckpointException | OrtException e) {
                session.close();
                throw e;
            }
        } catch (OrtException e) {
            throw notLoaded(graph, options, e);
        }
    }

    /** The graph has been found to be what import made, so that on a GPU it is hardly the graph's fault. */
    static RuntimeException notLoaded(Path graph, OnnxOptions options, OrtException fault) {
        return switch (options.provider()) {
            case CPU ->
                new CheckpointException(
                        graph + ": expected a graph that ONNX Runtime loads, found: " + fault.getMessage()
                                + "; import the checkpoint again",
                        fault);
            case CUDA -> options.failed(fault);
        };
    }

    public boolean hasOutput(String name) {
        return session.getOutputNames().contains(name);
    }

    /** Runs the graph and takes over its result; the caller closes the inputs. */
    public <T> T run(Map<String, OnnxTensor> inputs, Set<String> outputs, Function<OrtSession.Result, T> takeOver)
            throws OrtException {
        return guard.use(() -> {
            try (OrtSession.Result result = session.run(inputs, outputs)) {
                return takeOver.apply(result);
            }
        });
    }

    /** Waits for the runs that are going on. */
    @Override
    public void close() {
        try {
            guard.close(session::close);
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime could not close a session: " + e.getMessage(), e);
        }
    }

    private static void check(
            Path graph, String kind, List<Expected> expected, Map<String, NodeInfo> found, Set<String> optional) {
        for (Expected one : expected) {
            NodeInfo node = found.get(one.name());
            if (node == null && optional.contains(one.name())) {
                continue;
            }
            String signature = node != null && node.getInfo() instanceof TensorInfo tensor
                    ? Expected.describe(tensor.type, tensor.getShape())
                    : "none";
            if (!signature.equals(one.describe())) {
                throw new CheckpointException(graph + ": expected " + kind + " " + one.name() + " of " + one.describe()
                        + ", found " + signature + "; import the checkpoint again");
            }
        }
        Set<String> names = Set.copyOf(expected.stream().map(Expected::name).toList());
        if (!names.containsAll(found.keySet())) {
            throw new CheckpointException(graph + ": expected no " + kind + " but " + names + ", found "
                    + found.keySet() + "; import the checkpoint again");
        }
    }
}

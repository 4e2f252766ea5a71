package io.alignstreams.align.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.alignstreams.align.CheckpointException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A graph loaded into ONNX Runtime, known to take and give what it should. Any number of threads may run it at once. */
public final class OnnxSession implements AutoCloseable {
    private final OrtSession session;

    private OnnxSession(OrtSession session) {
        this.session = session;
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
     * @param optional outputs that may be absent
     * @throws CheckpointException if it cannot be loaded, or its signature differs
     */
    public static OnnxSession open(
            Path graph, OnnxOptions options, List<Expected> inputs, List<Expected> outputs, Set<String> optional) {
        try (OrtSession.SessionOptions sessionOptions = options.toSessionOptions()) {
            OrtSession session = OrtEnvironment.getEnvironment().createSession(graph.toString(), sessionOptions);
            try {
                check(graph, "input", inputs, session.getInputInfo(), Set.of());
                check(graph, "output", outputs, session.getOutputInfo(), optional);
            } catch (CheckpointException e) {
                session.close();
                throw e;
            }
            return new OnnxSession(session);
        } catch (OrtException e) {
            throw new CheckpointException(
                    graph + ": expected a graph that ONNX Runtime loads, found: " + e.getMessage()
                            + "; import the checkpoint again",
                    e);
        }
    }

    public boolean hasOutput(String name) {
        return session.getOutputNames().contains(name);
    }

    /** Runs the graph; the caller closes inputs and result. */
    public OrtSession.Result run(Map<String, OnnxTensor> inputs, Set<String> outputs) throws OrtException {
        return session.run(inputs, outputs);
    }

    @Override
    public void close() {
        try {
            session.close();
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

package io.alignstreams.align.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.alignstreams.align.NativeGuard;
import io.alignstreams.align.checkpoint.Safetensors;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** An image tower that is run while a model is being made, on all processors; it has no file. */
final class CalibrationSession implements AutoCloseable {
    private final OrtSession session;
    private final NativeGuard guard = new NativeGuard("image tower");

    private CalibrationSession(OrtSession session) {
        this.session = session;
    }

    /** Loads a graph whose weights are those of a file. */
    static CalibrationSession open(ModelProto graph, Safetensors weights) {
        Path folder = weights.file().toAbsolutePath().getParent();
        try (OrtSession.SessionOptions options =
                new OnnxOptions(Runtime.getRuntime().availableProcessors()).toSessionOptions()) {
            options.addConfigEntry(OnnxSession.WEIGHTS_FOLDER, String.valueOf(folder));
            return new CalibrationSession(NativeGuard.load(
                    () -> OrtEnvironment.getEnvironment().createSession(graph.toByteArray(), options)));
        } catch (OrtException e) {
            throw failed(e);
        }
    }

    /**
     * Runs a batch.
     *
     * @param pixels uint8 in a direct buffer
     * @param shape [batch, height, width, channels]
     * @return values by the output's name
     */
    Map<String, float[]> run(ByteBuffer pixels, long[] shape, Set<String> outputs) {
        Map<String, float[]> values = new HashMap<>();
        try (OnnxTensor images =
                        OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), pixels, shape, OnnxJavaType.UINT8);
                OrtSession.Result result = guard.use(() -> session.run(Map.of(VisionGraph.PIXELS, images), outputs))) {
            for (Map.Entry<String, OnnxValue> entry : result) {
                FloatBuffer buffer = ((OnnxTensor) entry.getValue()).getFloatBuffer();
                float[] copy = new float[buffer.remaining()];
                buffer.get(copy);
                values.put(entry.getKey(), copy);
            }
        } catch (OrtException e) {
            throw failed(e);
        }
        return values;
    }

    private static IllegalStateException failed(OrtException e) {
        return new IllegalStateException("ONNX Runtime could not run an image tower: " + e.getMessage(), e);
    }

    @Override
    public void close() {
        try {
            guard.close(session::close);
        } catch (OrtException e) {
            throw failed(e);
        }
    }
}

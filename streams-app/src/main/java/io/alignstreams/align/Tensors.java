package io.alignstreams.align;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtSession;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Takes ONNX Runtime's results over into tensors of ours. */
final class Tensors {
    private Tensors() {}

    static Map<String, FloatTensor> copy(OrtSession.Result result) {
        Map<String, FloatTensor> tensors = new HashMap<>();
        for (Map.Entry<String, OnnxValue> entry : result) {
            OnnxTensor tensor = (OnnxTensor) entry.getValue();
            int[] shape = Arrays.stream(tensor.getInfo().getShape())
                    .mapToInt(Math::toIntExact)
                    .toArray();
            tensors.put(entry.getKey(), FloatTensor.copyOf(tensor.getFloatBuffer(), shape));
        }
        return tensors;
    }

    static FloatTensor named(Map<String, FloatTensor> outputs, String name) {
        FloatTensor tensor = outputs.get(name);
        if (tensor == null) {
            throw new IllegalStateException("expected an output " + name + ", found " + outputs.keySet());
        }
        return tensor;
    }
}

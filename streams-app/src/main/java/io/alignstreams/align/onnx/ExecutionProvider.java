package io.alignstreams.align.onnx;

/** What ONNX Runtime computes on. */
public enum ExecutionProvider {
    CPU("CPUExecutionProvider"),
    /** A GPU of NVIDIA's, for which another build of ONNX Runtime is needed. */
    CUDA("CUDAExecutionProvider");

    private final String onnxName;

    ExecutionProvider(String onnxName) {
        this.onnxName = onnxName;
    }

    /** ONNX Runtime's name for it. */
    public String onnxName() {
        return onnxName;
    }
}

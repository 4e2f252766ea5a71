package io.alignstreams.align.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import io.alignstreams.align.CheckpointException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OnnxSessionTest {
    private static final Path GRAPH = Path.of("model", "vision_model.onnx");

    @Test
    void shouldTellAllOfAFaultThatNamesNoFailure() {
        assertThat(new OnnxOptions(1, ExecutionProvider.CUDA, 0).failed(new IllegalStateException("no memory\n")))
                .hasMessageStartingWith("expected to run on GPU 0 with CUDA, found: no memory; are driver");
    }

    @Test
    void shouldBlameAGraphThatDoesNotLoadOnACpu() {
        assertThat(OnnxSession.notLoaded(GRAPH, new OnnxOptions(1), new OrtException("no such operator")))
                .isInstanceOf(CheckpointException.class)
                .hasMessage(GRAPH + ": expected a graph that ONNX Runtime loads, found: no such operator; import the"
                        + " checkpoint again");
    }

    /** What ONNX Runtime says where the libraries are there and the GPU is not, somewhat shortened. */
    @Test
    void shouldBlameTheGpuForAGraphThatDoesNotLoadOnOne() {
        OrtException fault = new OrtException(
                "Error code - ORT_FAIL - message: cuda_call.cc:154"
                        + " onnxruntime::CudaCall(ERRTYPE, const char*, int) [with ERRTYPE = cudaError; bool THRW = true] CUDA failure"
                        + " 100: no CUDA-capable device is detected ; GPU=-1 ; hostname=vm ; expr=cudaSetDevice(info_.device_id);");

        assertThat(OnnxSession.notLoaded(GRAPH, new OnnxOptions(1, ExecutionProvider.CUDA, 3), fault))
                .isInstanceOf(ExecutionProviderException.class)
                .hasCause(fault)
                .hasMessage("expected to run on GPU 3 with CUDA, found: CUDA failure 100: no CUDA-capable device is"
                        + " detected; are driver, CUDA and cuDNN installed as ONNX Runtime wants them, does nvidia-smi"
                        + " list the GPU, and has it memory left?");
    }
}

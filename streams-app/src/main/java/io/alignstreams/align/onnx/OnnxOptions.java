package io.alignstreams.align.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How ONNX Runtime runs a graph.
 *
 * @param intraOpThreads threads within one run on a CPU, the calling one included; 1 where several runs go on at once, which
 *     is faster than several threads in one run
 * @param provider what it computes on
 * @param device number of the GPU; of no account on a CPU
 */
public record OnnxOptions(int intraOpThreads, ExecutionProvider provider, int device) {
    /** Why CUDA, cuDNN or cuBLAS failed, in the middle of signatures of C++ templates and of where that was. */
    private static final Pattern REASON = Pattern.compile("[A-Z]+ failure \\d+: [^;]+");

    public OnnxOptions {
        if (intraOpThreads < 1) {
            throw new IllegalArgumentException("expected at least 1 thread, found " + intraOpThreads);
        }
    }

    /** Computes on the CPU. */
    public OnnxOptions(int intraOpThreads) {
        this(intraOpThreads, ExecutionProvider.CPU, 0);
    }

    /** The same but for the threads. */
    public OnnxOptions withThreads(int threads) {
        return new OnnxOptions(threads, provider, device);
    }

    /**
     * As ONNX Runtime takes them; the caller closes it.
     *
     * @throws ExecutionProviderException if it cannot compute on the provider
     */
    public OrtSession.SessionOptions toSessionOptions() throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        try {
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            options.setIntraOpNumThreads(intraOpThreads);
            options.setInterOpNumThreads(1);
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            if (provider == ExecutionProvider.CUDA) {
                addCuda(options);
            }
            return options;
        } catch (OrtException | RuntimeException e) {
            options.close();
            throw e;
        }
    }

    private void addCuda(OrtSession.SessionOptions options) {
        Set<OrtProvider> there = OrtEnvironment.getAvailableProviders();
        if (!there.contains(OrtProvider.CUDA)) {
            throw new ExecutionProviderException("expected ONNX Runtime with CUDA, found one with " + there
                    + "; build with ./mvnw -Pcuda -pl schemas,streams-app -DskipTests package, and export"
                    + " ALIGN_STREAMS_MAVEN_OPTS=-Pcuda for later builds");
        }
        try {
            // Without an environment, why it fails is lost.
            OrtEnvironment.getEnvironment();
            options.addCUDA(device);
        } catch (OrtException e) {
            throw failed(e);
        }
    }

    /** What to throw when ONNX Runtime fails on the GPU, of which it finds out late what it lacks: at the first run even. */
    public ExecutionProviderException failed(Exception fault) {
        return new ExecutionProviderException(
                "expected to run on GPU " + device + " with " + provider + ", found: "
                        + reason(fault)
                        + "; are driver, CUDA and cuDNN installed as ONNX Runtime wants them, does nvidia-smi list the"
                        + " GPU, and has it memory left?",
                fault);
    }

    private static String reason(Exception fault) {
        String message = String.valueOf(fault.getMessage()).strip();
        Matcher reason = REASON.matcher(message);
        return reason.find() ? reason.group().strip() : message;
    }
}

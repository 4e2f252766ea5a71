package io.alignstreams.align.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;

/**
 * How ONNX Runtime runs a graph.
 *
 * @param intraOpThreads threads within one run, the calling one included; 1 where several runs go on at once, which on a
 *     CPU is faster than several threads in one run
 */
public record OnnxOptions(int intraOpThreads) {
    public OnnxOptions {
        if (intraOpThreads < 1) {
            throw new IllegalArgumentException("expected at least 1 thread, found " + intraOpThreads);
        }
    }

    /** Options of a session; the caller closes them. */
    public OrtSession.SessionOptions toSessionOptions() throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
        options.setIntraOpNumThreads(intraOpThreads);
        options.setInterOpNumThreads(1);
        options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
        options.addConfigEntry("session.intra_op.allow_spinning", "0");
        return options;
    }
}

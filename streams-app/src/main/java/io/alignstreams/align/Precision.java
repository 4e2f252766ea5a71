package io.alignstreams.align;

import com.fasterxml.jackson.annotation.JsonProperty;

/** In what the image tower computes; the text tower always does in float32. */
public enum Precision {
    /** Float32 throughout. */
    @JsonProperty("fp32")
    FP32,
    /** Most 1×1 convolutions on bytes, with ranges calibrated on pictures; the rest in float32. */
    @JsonProperty("int8")
    INT8;

    /** What features in int8 must have in common with those in float32, on average: their cosine. */
    public static final double LEAST_INT8_COSINE = 0.99;
}

package io.alignstreams.align.onnx;

/** The lowest and the highest value that one activation took; its 8-bit form reaches from the one to the other. */
public record ActivationRange(float min, float max) {
    private static final int STEPS = 255;

    public ActivationRange {
        if (!(min <= max) || Float.isInfinite(min) || Float.isInfinite(max)) {
            throw new IllegalArgumentException("expected finite activations, found " + min + " to " + max);
        }
    }

    ActivationRange union(ActivationRange other) {
        return new ActivationRange(Math.min(min, other.min), Math.max(max, other.max));
    }

    /** Between two neighbouring bytes. Zero is always within reach, since a byte stands for it exactly. */
    float scale() {
        float scale = (Math.max(max, 0) - Math.min(min, 0)) / STEPS;
        return scale > 0 ? scale : 1;
    }

    /** The byte that stands for zero. */
    byte zeroPoint() {
        return (byte) Math.round(-Math.min(min, 0) / scale());
    }
}

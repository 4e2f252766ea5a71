package io.alignstreams.align.checkpoint;

import java.util.List;

/**
 * A tensor that a checkpoint holds according to its configuration.
 *
 * @param dtype {@code F32} or {@code I64}
 * @param shape empty for a scalar
 * @param optional whether inference does without it
 */
public record TensorSpec(String name, String dtype, List<Long> shape, boolean optional) {
    public TensorSpec {
        shape = List.copyOf(shape);
    }

    long elementCount() {
        return shape.stream().reduce(1L, Math::multiplyExact);
    }

    long byteCount() {
        return elementCount() * (dtype.equals("F32") ? Float.BYTES : Long.BYTES);
    }

    /** As people read it: {@code F32 [640, 768]}. */
    String describe() {
        return TensorEntry.describe(dtype, shape);
    }
}

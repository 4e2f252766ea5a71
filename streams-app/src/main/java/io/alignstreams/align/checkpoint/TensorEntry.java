package io.alignstreams.align.checkpoint;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Where a tensor stands in a safetensors file.
 *
 * @param dtype safetensors' name of the element type, {@code F32} for instance
 * @param shape empty for a scalar
 * @param offset of the first byte, from the beginning of the file
 * @param length in bytes
 */
public record TensorEntry(String name, String dtype, List<Long> shape, long offset, long length) {
    public TensorEntry {
        shape = List.copyOf(shape);
    }

    /** As people read it: {@code F32 [640, 768]}. */
    public String describe() {
        return describe(dtype, shape);
    }

    static String describe(String dtype, List<Long> shape) {
        return dtype + " " + shape.stream().map(String::valueOf).collect(Collectors.joining(", ", "[", "]"));
    }
}

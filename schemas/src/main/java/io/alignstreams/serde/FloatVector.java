package io.alignstreams.serde;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.AbstractList;
import java.util.RandomAccess;

/** A vector as Avro takes an {@code array<float>}, which is written as one block. Immutable. */
public final class FloatVector extends AbstractList<Float> implements RandomAccess {
    private final float[] values;

    /** Makes a vector of values that nobody changes from now on. */
    public FloatVector(float[] values) {
        this.values = values;
    }

    @Override
    public Float get(int index) {
        return values[index];
    }

    @Override
    public int size() {
        return values.length;
    }

    /** All values as Avro writes a float: little-endian, four bytes each. */
    byte[] littleEndian() {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }
}

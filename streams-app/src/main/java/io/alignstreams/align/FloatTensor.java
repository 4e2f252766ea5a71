package io.alignstreams.align;

import java.nio.FloatBuffer;
import java.util.Arrays;

/** A float32 tensor in row-major order. Immutable: arrays are copied on their way in and out. */
public final class FloatTensor {
    private final int[] shape;
    private final float[] values;

    private FloatTensor(int[] shape, float[] values) {
        this.shape = shape;
        this.values = values;
    }

    /** Copies values; there must be as many as the shape has room for. */
    public static FloatTensor of(float[] values, int... shape) {
        return copyOf(FloatBuffer.wrap(values), shape);
    }

    static FloatTensor copyOf(FloatBuffer buffer, int... shape) {
        int expected = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        if (buffer.remaining() != expected) {
            throw new IllegalArgumentException("expected " + expected + " values for shape " + Arrays.toString(shape)
                    + ", found " + buffer.remaining());
        }
        float[] values = new float[expected];
        buffer.get(values);
        return new FloatTensor(shape.clone(), values);
    }

    public int size(int dimension) {
        return shape[dimension];
    }

    public int[] shape() {
        return shape.clone();
    }

    public float[] values() {
        return values.clone();
    }

    /** All values under one index of the first dimension: a row of a matrix. */
    public float[] row(int index) {
        int length = rowLength();
        return Arrays.copyOfRange(values, index * length, (index + 1) * length);
    }

    /** The element of a matrix. */
    public float get(int row, int column) {
        return values[row * rowLength() + column];
    }

    /** The transposed matrix. */
    FloatTensor transpose() {
        int rows = shape[0];
        int columns = shape[1];
        float[] transposed = new float[values.length];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                transposed[j * rows + i] = values[i * columns + j];
            }
        }
        return new FloatTensor(new int[] {columns, rows}, transposed);
    }

    /** Each row of the matrix divided by its L2 norm, without an epsilon, as the reference does it. */
    FloatTensor normalizeRows() {
        float[] normalized = new float[values.length];
        int length = rowLength();
        for (int row = 0; row < shape[0]; row++) {
            double squares = 0;
            for (int i = row * length; i < (row + 1) * length; i++) {
                squares += (double) values[i] * values[i];
            }
            double norm = Math.sqrt(squares);
            for (int i = row * length; i < (row + 1) * length; i++) {
                normalized[i] = (float) (values[i] / norm);
            }
        }
        return new FloatTensor(shape, normalized);
    }

    /** This matrix times the transposed {@code other}, divided by {@code divisor}; sums are kept in float64. */
    FloatTensor timesTransposed(FloatTensor other, float divisor) {
        int length = rowLength();
        float[] products = new float[shape[0] * other.shape[0]];
        for (int i = 0; i < shape[0]; i++) {
            for (int j = 0; j < other.shape[0]; j++) {
                double dot = 0;
                for (int k = 0; k < length; k++) {
                    dot += (double) values[i * length + k] * other.values[j * length + k];
                }
                products[i * other.shape[0] + j] = (float) (dot / divisor);
            }
        }
        return new FloatTensor(new int[] {shape[0], other.shape[0]}, products);
    }

    private int rowLength() {
        return shape[0] == 0 ? 0 : values.length / shape[0];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FloatTensor tensor
                && Arrays.equals(shape, tensor.shape)
                && Arrays.equals(values, tensor.values);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(shape) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "float32 " + Arrays.toString(shape);
    }
}

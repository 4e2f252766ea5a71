package io.alignstreams.topology;

import io.alignstreams.serde.FloatVector;
import java.util.Arrays;
import java.util.List;

/** A unit vector, float32 [dimension]. Immutable. */
public final class Embedding {
    private final float[] values;

    private Embedding(float[] values) {
        this.values = values;
    }

    /**
     * Normalises a vector.
     *
     * @throws IllegalArgumentException if it holds NaN or infinity, or has no length
     */
    public static Embedding normalize(float[] vector) {
        double squares = 0;
        for (float value : vector) {
            squares += (double) value * value;
        }
        double norm = Math.sqrt(squares);
        if (!(norm > 0) || Double.isInfinite(norm)) {
            throw new IllegalArgumentException(
                    "expected a vector of finite length above 0, found one of length " + norm);
        }
        float[] values = new float[vector.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (vector[i] / norm);
        }
        return new Embedding(values);
    }

    public int dimension() {
        return values.length;
    }

    public float get(int index) {
        return values[index];
    }

    public float[] values() {
        return values.clone();
    }

    /** The values as Avro takes them. */
    List<Float> asList() {
        return new FloatVector(values);
    }

    /** The cosine of the angle between two unit vectors, summed in float64. */
    public double dot(Embedding other) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += (double) values[i] * other.values[i];
        }
        return sum;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Embedding embedding && Arrays.equals(values, embedding.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "float32 [" + values.length + "]";
    }
}

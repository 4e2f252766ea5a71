package io.alignstreams.topology;

import java.util.AbstractList;
import java.util.RandomAccess;

/** An embedding as Avro wants to see it. */
final class FloatList extends AbstractList<Float> implements RandomAccess {
    private final Embedding embedding;

    FloatList(Embedding embedding) {
        this.embedding = embedding;
    }

    @Override
    public Float get(int index) {
        return embedding.get(index);
    }

    @Override
    public int size() {
        return embedding.dimension();
    }
}

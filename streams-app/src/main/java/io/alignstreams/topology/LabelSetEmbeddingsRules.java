package io.alignstreams.topology;

import io.alignstreams.schemas.LabelSetEmbeddings;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * What a version of a label set must be to be stored. One that is not what it says would end the application with every
 * image that names it.
 *
 * @param maxBytes of a record of the store's changelog, uncompressed
 */
record LabelSetEmbeddingsRules(ModelIdentity model, int maxBytes) {
    /** Says what is wrong with a version; null if nothing is. */
    @Nullable Refusal check(byte[] key, byte[] stored, LabelSetEmbeddings version) {
        long size = RecordSize.of(key, stored, new RecordHeaders());
        if (size > maxBytes) {
            return new Refusal(
                    Code.LABEL_SET_TOO_LARGE,
                    "expected a version of at most " + maxBytes + " bytes, found one of " + size);
        }
        String fault = version.getDeleted() ? null : fault(version);
        return fault == null ? null : new Refusal(Code.LABEL_SET_INVALID, fault);
    }

    private @Nullable String fault(LabelSetEmbeddings version) {
        int dimension = version.getDimension();
        if (version.getModelDigest().equals(model.modelDigest()) && dimension != model.dimension()) {
            return "expected the model's dimension " + model.dimension() + ", found " + dimension;
        }
        if (dimension < 1) {
            return "expected a dimension of at least 1, found " + dimension;
        }
        float temperature = version.getTemperature();
        if (!(temperature > 0) || Float.isInfinite(temperature)) {
            return "expected a finite temperature above 0, found " + temperature;
        }
        long classes = LabelClasses.count(version.getLabelSet());
        long expected = classes * dimension * Float.BYTES;
        int found = version.getMatrix().remaining();
        return found == expected
                ? null
                : "expected a matrix of " + expected + " bytes, " + classes + " classes of dimension " + dimension
                        + ", found " + found;
    }
}

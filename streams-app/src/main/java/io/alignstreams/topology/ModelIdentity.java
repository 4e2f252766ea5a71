package io.alignstreams.topology;

/**
 * Which model made an embedding. Embeddings are compared only if their model digests are equal.
 *
 * @param modelDigest SHA-256 in hexadecimal of what makes the model
 * @param embedderDigest SHA-256 in hexadecimal of that and of how it is run
 * @param dimension of its embeddings
 * @param temperature that dot products are divided by
 */
public record ModelIdentity(
        String modelId, String modelDigest, String embedderDigest, int dimension, float temperature) {}

package io.alignstreams.topology;

/** What became of an image. */
public sealed interface EmbeddedImage {
    /**
     * It was embedded.
     *
     * @param imageDigest SHA-256 in hexadecimal of the encoded image
     */
    record Embedded(Embedding embedding, String imageDigest) implements EmbeddedImage {}

    /** It cannot be embedded, now or ever. */
    record Refused(Refusal refusal) implements EmbeddedImage {}
}

package io.alignstreams.align.text;

/** To which length the texts of a batch are padded; Hugging Face's {@code padding} argument. */
public enum Padding {
    /** To {@code model_max_length}, or to the longest text if that is longer still. */
    MAX_LENGTH,
    /** To the longest text of the batch. */
    LONGEST
}

package io.alignstreams.topology;

/** Why a record was refused; header {@code align.code} of its dead letter. */
public enum Code {
    /** The record has no key, and so no id. */
    KEY_NULL,
    /** An image event without a value. */
    VALUE_NULL,
    /** The value is not an Avro record in Confluent's wire format, or not of the topic's type. */
    NOT_AVRO,
    /** The registry has no schema with the id that the value names. */
    SCHEMA_UNKNOWN,
    /** The timestamp is negative, or too far ahead of the clock. */
    BAD_TIMESTAMP,
    /** The image has no bytes. */
    IMAGE_EMPTY,
    /** The image has none of the formats that are read. */
    IMAGE_FORMAT,
    /** The image has more pixels than allowed, or more bytes than are fetched. */
    IMAGE_TOO_LARGE,
    /** A decoder gave up on the image. */
    IMAGE_UNDECODABLE,
    /** The image's address is malformed, or none that images are fetched from. */
    IMAGE_URI_REFUSED,
    /** The image could not be fetched from its address in time, or is not there. */
    IMAGE_FETCH_FAILED,
    /** The image names a label set that there was not at its time. */
    LABEL_SET_UNKNOWN,
    /** A label set breaks a rule of label sets. */
    LABEL_SET_INVALID,
    /** A label set has more labels than allowed, or more bytes than its topic takes. */
    LABEL_SET_TOO_LARGE,
    /** What would be written is more than its topic takes, or for more label sets than allowed. */
    OUTPUT_TOO_LARGE
}

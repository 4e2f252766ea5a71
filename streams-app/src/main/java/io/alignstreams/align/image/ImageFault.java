package io.alignstreams.align.image;

/** Why an image was refused. */
public enum ImageFault {
    /** No bytes at all. */
    IMAGE_EMPTY,
    /** None of the formats that are read. */
    IMAGE_FORMAT,
    /** More pixels than allowed, by its header. */
    IMAGE_TOO_LARGE,
    /** A decoder gave up on it, whatever the reason. */
    IMAGE_UNDECODABLE
}

package io.alignstreams.fetch;

/** Why an image was not fetched. */
public enum FetchFault {
    /** The address is malformed, or none that images are fetched from. */
    IMAGE_URI_REFUSED,
    /** What is at the address could not be had in time, or is not there. */
    IMAGE_FETCH_FAILED,
    /** More bytes than allowed. */
    IMAGE_TOO_LARGE
}

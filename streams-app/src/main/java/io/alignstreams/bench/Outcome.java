package io.alignstreams.bench;

/**
 * A classification as a reader of committed records sees it.
 *
 * @param image id of its image
 * @param timestamp of its image, when it was sent, in milliseconds since 1970
 * @param seen when it was read, in milliseconds since 1970
 * @param version of the label set that it was scored with
 */
record Outcome(String image, long timestamp, long seen, long version) {
    long latencyMs() {
        return seen - timestamp;
    }
}

package io.alignstreams.fetch;

import java.util.concurrent.CancellationException;

/** Where images of some schemes are. Any number of threads may share one. */
interface Source extends AutoCloseable {
    /** Refuses an address that can be seen to be none that images are fetched from. Returns at once. */
    void check(ImageUri uri) throws FetchRefusedException;

    /**
     * Gives the image at an address.
     *
     * @throws CancellationException if it was given up
     */
    byte[] fetch(ImageUri uri, Deadline deadline) throws FetchRefusedException, InterruptedException;

    @Override
    void close();
}

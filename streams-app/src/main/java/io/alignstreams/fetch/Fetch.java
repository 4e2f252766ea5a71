package io.alignstreams.fetch;

import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The fetch of one image, whose address is one that images are fetched from. */
public final class Fetch {
    private final ImageUri uri;
    private final Source source;
    private final Supplier<Deadline> clock;
    private @Nullable Deadline running;
    private boolean givenUp;

    Fetch(ImageUri uri, Source source, Supplier<Deadline> clock) {
        this.uri = uri;
        this.source = source;
        this.clock = clock;
    }

    /**
     * Fetches the image; its time begins now. Blocks until it is over at most.
     *
     * @return the image's bytes as they came
     * @throws FetchRefusedException if it cannot be had
     * @throws CancellationException if it was given up
     */
    public byte[] run() throws FetchRefusedException, InterruptedException {
        try (Deadline deadline = clock.get()) {
            begin(deadline);
            deadline.check(uri);
            return source.fetch(uri, deadline);
        }
    }

    private synchronized void begin(Deadline deadline) {
        running = deadline;
        if (givenUp) {
            deadline.giveUp();
        }
    }

    /** Ends it, whether it runs or not; nothing comes of it. */
    public void giveUp() {
        Deadline deadline;
        synchronized (this) {
            givenUp = true;
            deadline = running;
        }
        if (deadline != null) {
            deadline.giveUp();
        }
    }
}

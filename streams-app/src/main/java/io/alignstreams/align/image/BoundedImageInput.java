package io.alignstreams.align.image;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import javax.imageio.IIOException;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * An encoded image for one decoder on one thread. It ends a decoder that reads on and on: when the deadline is over, or
 * when it has been told too often that there is no more. No read goes beyond a place where much work begins, so that there
 * is a look at the clock before it.
 */
final class BoundedImageInput extends ImageInputStreamImpl {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int MOST_READS_AT_END = 1_000;

    /** A look at the clock takes a microsecond at most, a byte's read less than that. */
    private static final int READS_BETWEEN_LOOKS = 64;

    private final byte[] encoded;
    private final int[] labours;
    private final long limitNanos;
    private final long startNanos = THREADS.getCurrentThreadCpuTime();
    private int reads;
    private int readsAtEnd;

    BoundedImageInput(byte[] encoded, Duration deadline) {
        this(encoded, new int[0], deadline);
    }

    /**
     * Begins to count.
     *
     * @param labours where much work begins, in order
     */
    BoundedImageInput(byte[] encoded, int[] labours, Duration deadline) {
        this.encoded = encoded;
        this.labours = labours;
        this.limitNanos = deadline.toNanos();
    }

    @Override
    public int read() throws IOException {
        begin();
        if (++reads % READS_BETWEEN_LOOKS == 0) {
            requireTime();
        }
        return streamPos < encoded.length ? encoded[(int) streamPos++] & 0xFF : end();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        begin();
        requireTime();
        if (length == 0) {
            return 0;
        }
        if (streamPos >= encoded.length) {
            return end();
        }
        int count = (int) Math.min(length, nextLabour() - streamPos);
        System.arraycopy(encoded, (int) streamPos, into, offset, count);
        streamPos += count;
        return count;
    }

    private int nextLabour() {
        int found = Arrays.binarySearch(labours, (int) streamPos);
        int next = found >= 0 ? found + 1 : -found - 1;
        return next < labours.length ? labours[next] : encoded.length;
    }

    private void begin() throws IOException {
        checkClosed();
        bitOffset = 0;
    }

    boolean isOverdue() {
        return THREADS.getCurrentThreadCpuTime() - startNanos > limitNanos;
    }

    void requireTime() throws IIOException {
        if (isOverdue()) {
            throw new IIOException(
                    "expected a decoder that is done within " + limitNanos / 1_000_000 + " ms of the processor's time");
        }
    }

    /** Whether a decoder wanted more than there is, and that alone kept it from its end. */
    boolean isTruncated() throws IIOException {
        requireTime();
        return readsAtEnd > 0 && readsAtEnd <= MOST_READS_AT_END;
    }

    private int end() throws IIOException {
        if (++readsAtEnd > MOST_READS_AT_END) {
            throw new IIOException(
                    "expected a decoder that stops at the end, found one that read there " + readsAtEnd + " times");
        }
        return -1;
    }

    @Override
    public long length() {
        return encoded.length;
    }
}

package io.alignstreams.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.net.Proxy;
import java.net.Socket;

/**
 * A connection that knows no proxy, and that no more is read from than one answer may have. An image is limited by itself;
 * this limits what is around it, since a server may wrap each byte of one into kilobytes.
 */
class BoundedSocket extends Socket {
    private final long maxBytes;
    private long read;

    BoundedSocket(long maxBytes) {
        super(Proxy.NO_PROXY);
        this.maxBytes = maxBytes;
    }

    /** How much one answer may have: twice the image, and 64 KB. */
    static long maxBytes(int imageBytes) {
        return 2L * imageBytes + (1 << 16);
    }

    /** More was to be read than there may be. */
    static final class TooLongException extends IOException {
        private static final long serialVersionUID = 1L;

        TooLongException(long maxBytes) {
            super("an answer of more than " + maxBytes + " bytes with all that is around the image");
        }
    }

    @Override
    public InputStream getInputStream() throws IOException {
        // One thread at a time reads.
        return new BulkInput(super.getInputStream()) {
            @Override
            public int read(byte[] to, int offset, int length) throws IOException {
                if (read >= maxBytes) {
                    throw new TooLongException(maxBytes);
                }
                int found = in.read(to, offset, (int) Math.min(length, maxBytes - read));
                read += Math.max(0, found);
                return found;
            }
        };
    }
}
